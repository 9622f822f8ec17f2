// What a client without the experimental capability is asked: ours beside the real servers.
import { describe, expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { at } from '../../../src/util/peek.js';
import { handshake, startThread, textInput } from '../support/compare.js';
import { type Frame, type Side, startTarget, type Version } from '../support/target.js';

const METHOD = 'item/commandExecution/requestApproval';

async function asked(side: Side, version: Version): Promise<unknown> {
  const call = { name: 'exec_command', id: 'call_1', arguments: { cmd: 'touch made' } };
  const backend = createBackend({ script: { replies: [{ call }, 'done'] } });
  await backend.listen();
  const config = backend.codexConfig().replace(/^model = .*$/m, 'model = "unheard-of"');
  const target = await startTarget({ side, version, config });
  try {
    await handshake(target, {});
    const threadId = await startThread(target, { approvalPolicy: 'untrusted' });
    await target.request('turn/start', { threadId, input: textInput('touch it') });
    const question = await target.waitFor('the question', ({ method }: Frame) => method === METHOD);
    const { params } = question as { params: Frame };
    return { members: Object.keys(params).sort(), decisions: at(params, 'availableDecisions') };
  } finally {
    await target.close();
    await backend.close();
  }
}

describe.each(['0.118.0', '0.169.0'] as const)('a client without the capability of %s', (version) => {
  it('is told what it may decide', async () => {
    const [ours, real] = await Promise.all([asked('ours', version), asked('real', version)]);
    expect(ours).toEqual(real);
    expect(ours).toMatchObject({ decisions: expect.arrayContaining(['accept', 'cancel']) });
  });
});
