import { describe, expect, it } from 'vitest';
import { tellingOfCuts } from '../../../src/adapters/mcp/cut-answers.js';

/** An answer that says `text` and then breaks off. */
function cutAfter(text: string, type: string): typeof fetch {
  return async () => {
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode(text)),
      pull: (controller) => controller.error(new Error('cut')),
    });
    return new Response(body, { headers: { 'content-type': type } });
  };
}

describe('an answer that breaks off', () => {
  it('ends with the news that there is no more of it for who asked', async () => {
    const ask = tellingOfCuts(cutAfter('', 'text/event-stream'));
    const answer = await ask('http://x/', { method: 'POST', body: '{"id":7,"method":"tools/call"}' });
    expect(JSON.parse((await answer.text()).trim().replace('data: ', ''))).toEqual({
      jsonrpc: '2.0',
      id: 7,
      error: { code: -32000, message: 'Connection closed' },
    });
  });

  it.each([
    ['nobody waits for', 'text/event-stream', undefined],
    ['is no stream of events', 'application/json', '{"id":7}'],
  ])('is left alone when it %s', async (_, type, body) => {
    const ask = tellingOfCuts(cutAfter('', type));
    const answer = await ask('http://x/', { method: 'POST', ...(body === undefined ? {} : { body }) });
    await expect(answer.text()).rejects.toThrow('cut');
  });
});
