import { describe, expect, it } from 'vitest';
import type { Responder, Script } from '../../src/backend/script.js';
import { ScriptEngine } from '../../src/backend/script-engine.js';
import { body, message } from './requests.js';

async function labels(script: Script | Responder, ...texts: readonly string[]): Promise<string[]> {
  const engine = new ScriptEngine(script);
  const found: string[] = [];
  for (const text of texts) found.push((await engine.choose(body(message('user', text)), {})).reply.label);
  return found;
}

describe('ScriptEngine', () => {
  it('plays replies in order, each once', async () => {
    expect(await labels({ replies: ['a', 'b'] }, '1', '2', '3')).toEqual([
      'replies[0]',
      'replies[1]',
      'none',
    ]);
  });

  it('takes the first reply that fits and is not used up', async () => {
    const script: Script = {
      replies: [
        { name: 'once', when: { text: 'hi' }, times: 1, text: 'x' },
        { name: 'hi', when: { text: 'hi' }, text: 'x' },
        { name: 'next', text: 'x' },
      ],
      otherwise: { name: 'rest', text: 'x' },
    };
    expect(await labels(script, 'hi', 'hi', 'other', 'hi', 'other')).toEqual([
      'once',
      'hi',
      'next',
      'hi',
      'rest',
    ]);
  });

  it('falls back to the built-in script when told to', async () => {
    expect(await labels({ replies: ['a'], otherwise: 'default' }, '1', '2')).toEqual([
      'replies[0]',
      'built-in: any message',
    ]);
  });

  it('says which request found no reply, as an error that is not retried', async () => {
    const { reply } = await new ScriptEngine({ replies: [] }).choose(body(message('user', 'hello')), {});
    expect(reply.answer).toMatchObject({
      kind: 'plain',
      status: 400,
      body: {
        error: {
          message:
            'The backend\'s script has no reply for model request 1 (kind turn, last user text "hello").',
        },
      },
    });
  });

  it('counts anew with a new script', async () => {
    const script: Script = {
      replies: [
        { name: 'second', when: { request: 2 }, text: 'x' },
        { name: 'else', text: 'x', times: 'always' },
      ],
    };
    const engine = new ScriptEngine(script);
    const next = async (): Promise<string> => (await engine.choose(body(), {})).reply.label;
    expect([await next(), await next()]).toEqual(['else', 'second']);
    engine.setScript(script);
    expect([await next(), await next()]).toEqual(['else', 'second']);
  });

  it('keeps the old script when the new one is not valid', async () => {
    const engine = new ScriptEngine({ replies: [{ name: 'old', text: 'x' }] });
    const broken = { replies: [{ text: 3 }] } as unknown as Script; // Deliberately not a script.
    expect(() => engine.setScript(broken)).toThrow('replies[0].text');
    expect((await engine.choose(body(), {})).reply.label).toBe('old');
  });

  it('asks a responder, and hands it the facts of the request', async () => {
    const responder: Responder = async ({ userText, number }) => ({
      name: `${userText} ${number}`,
      text: 'x',
    });
    expect(await labels(responder, 'a', 'b')).toEqual(['a 1', 'b 2']);
  });

  it('tells when a responder fails or answers nonsense', async () => {
    const failing = new ScriptEngine(() => {
      throw new Error('out of ideas');
    });
    const nonsense = new ScriptEngine(() => ({ parts: [{ cut: 'end' }, 'more'] }));
    const messageOf = async (engine: ScriptEngine): Promise<unknown> =>
      (await engine.choose(body(), {})).reply.answer;
    expect(await messageOf(failing)).toMatchObject({
      body: { error: { message: "The script's responder failed: out of ideas" } },
    });
    expect(await messageOf(nonsense)).toMatchObject({
      body: { error: { message: expect.stringContaining('parts[1]: never sent') } },
    });
  });
});
