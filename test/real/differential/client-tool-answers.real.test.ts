// What becomes of answers of clients' tools that are none. Ours beside the real servers.
import { describe, expect, it } from 'vitest';
import { createBackend, type Script } from '../../../src/backend/index.js';
import { at } from '../../../src/util/peek.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { type Frame, type Side, startTarget, type Target, type Version } from '../support/target.js';

const script: Script = {
  replies: [
    { when: { toolOutput: true }, text: 'Done.', times: 'always' },
    { call: { name: 'own', arguments: {} }, times: 'always' },
  ],
};

async function played(side: Side, version: Version): Promise<unknown[]> {
  const backend = await createBackend({ script }).listen();
  const config = backend.codexConfig({ codexVersion: version });
  const target = await startTarget({ side, version, config });
  try {
    return await toldOfOddAnswers(target);
  } finally {
    await target.close();
    await backend.close();
  }
}

/** No answers to a call of a client's tool. */
const ODD: readonly Frame[] = [
  { result: {} },
  { result: null },
  { result: 'text' },
  { result: { success: true } },
  { result: { success: 'yes', contentItems: [] } },
  { result: { success: true, contentItems: [{ type: 'inputText' }] } },
  { error: { code: -32000, message: 'no' } },
];

async function toldOfOddAnswers(target: Target): Promise<unknown[]> {
  await handshake(target);
  const tool = { name: 'own', description: 'Own.', inputSchema: { type: 'object', properties: {} } };
  const threadId = await startThread(target, { dynamicTools: [tool] });
  const told: unknown[] = [];
  for (const answer of ODD) {
    const from = target.frames.length;
    const turn = runTurn(target, threadId, 'call');
    const { id } = await target.waitFor('a call', ({ method }) => method === 'item/tool/call', from);
    target.send({ id, ...answer });
    await turn;
    const end = target.frames
      .slice(from)
      .find(
        ({ method, params }) =>
          method === 'item/completed' && at(params, 'item', 'type') === 'dynamicToolCall',
      );
    const item = at(end?.params, 'item');
    told.push([at(item, 'status'), at(item, 'success'), at(item, 'contentItems')]);
  }
  return told;
}

describe.each<Version>(['0.169.0', '0.118.0'])('beside the real %s', (version) => {
  it('tells alike of answers that are none', async () => {
    const [ours, real] = await Promise.all([played('ours', version), played('real', version)]);
    expect(ours).toEqual(real);
  });
});
