// What clients are asked that lack the experimental API, and what becomes of answers that are none. Ours beside the
// real servers.
import { describe, expect, it } from 'vitest';
import { createBackend, type Script } from '../../../src/backend/index.js';
import { at } from '../../../src/util/peek.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { type Frame, type Side, startTarget, type Target, type Version } from '../support/target.js';

const script: Script = {
  replies: [
    { when: { toolOutput: true }, text: 'Done.', times: 'always' },
    { when: { text: 'run' }, call: { name: 'exec_command', arguments: { cmd: 'touch made' } } },
    { call: { name: 'own', arguments: {} }, times: 'always' },
  ],
};

async function played<T>(side: Side, version: Version, play: (target: Target) => Promise<T>): Promise<T> {
  const backend = await createBackend({ script }).listen();
  const config = backend.codexConfig({ codexVersion: version });
  const target = await startTarget({ side, version, config });
  try {
    return await play(target);
  } finally {
    await target.close();
    await backend.close();
  }
}

async function askedPlainly(target: Target): Promise<unknown> {
  await handshake(target, { experimentalApi: false });
  const threadId = await startThread(target, { approvalPolicy: 'untrusted' });
  const turn = runTurn(target, threadId, 'run');
  const { id, params } = await target.waitFor('a question', ({ method }) =>
    /requestApproval$/.test(`${method}`),
  );
  target.send({ id, result: { decision: 'cancel' } });
  await turn;
  const { availableDecisions, reason, commandActions } = params as Frame;
  return { members: Object.keys(params as Frame).sort(), availableDecisions, reason, commandActions };
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
  it.each([
    ['clients without the experimental API are asked alike', askedPlainly],
    ['odd answers of tools are told alike', toldOfOddAnswers],
  ])('%s', async (_, play) => {
    const [ours, real] = await Promise.all([played('ours', version, play), played('real', version, play)]);
    expect(ours).toEqual(real);
  });
});
