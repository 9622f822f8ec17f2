// Pictures in what a tool of the client tells unasked, ours beside the real 0.169.0: what is none is told as such.
import { expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { at, listAt } from '../../../src/util/peek.js';
import { handshake, startThread } from '../support/compare.js';
import { type Frame, type Side, startTarget } from '../support/target.js';

const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
const PICTURES = [PIXEL, 'data:image/png;base64,AAAA', 'data:text/plain,hi', 'no address'];

async function read(side: Side): Promise<unknown> {
  const backend = await createBackend({ script: () => 'Done.' }).listen();
  const target = await startTarget({ side, version: '0.169.0', config: backend.codexConfig() });
  try {
    await handshake(target);
    const threadId = await startThread(target);
    const output = PICTURES.map((image_url): Frame => ({ type: 'input_image', image_url }));
    const toolOutput = { name: 'news', output: [{ type: 'input_text', text: 'see' }, ...output] };
    await target.request('turn/start', { threadId, input: [], toolOutput });
    await target.waitFor('the end', ({ method }) => method === 'turn/completed');
    const { body } = backend.requests.filter(({ path }) => path.endsWith('/responses')).at(-1) ?? {};
    const told = listAt(body, 'input').find((item) => at(item, 'type') === 'function_call_output');
    return listAt(told, 'output').map((part) => [
      at(part, 'type'),
      at(part, 'text') ?? at(part, 'image_url'),
    ]);
  } finally {
    await target.close();
    await backend.close();
  }
}

it('are told of as by the real server', async () => {
  const ours = await read('ours');
  expect(JSON.stringify(ours)).toContain('could not be processed');
  expect(ours).toEqual(await read('real'));
});
