// A config.toml that breaks while the server runs: what goes on all the same, beside the real servers.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { at, listAt } from '../../../src/util/peek.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { type Frame, type Side, startTarget, type Version } from '../support/target.js';

const BREAKS = {
  'no TOML': 'model = [broken',
  'a value of another kind': 'model = 5\n',
  'an unknown provider': 'model_provider = "nobody"\n',
};
const WRITES = 'echo hi > written; cat written';

async function played(side: Side, version: Version, text: string): Promise<unknown> {
  const backend = createBackend({ script: { otherwise: 'default' } });
  await backend.listen();
  const config = `sandbox_mode = "workspace-write"\n${backend.codexConfig()}`;
  const target = await startTarget({ side, version, config });
  try {
    await handshake(target);
    const threadId = await startThread(target);
    await runTurn(target, threadId, 'one');
    writeFileSync(join(target.home, 'codex', 'config.toml'), text);
    const listed = async (method: string, params: Frame = {}): Promise<unknown> =>
      listAt(await target.request(method, params), 'result', 'data').length;
    const run = await target.request('command/exec', { command: ['sh', '-c', WRITES] });
    await runTurn(target, threadId, 'two');
    return {
      threads: await listed('thread/list'),
      found: version === '0.118.0' ? 0 : await listed('thread/search', { searchTerm: 'one' }),
      models: await listed('model/list'),
      account: at(await target.request('account/read', {}), 'result'),
      run: at(run, 'result'),
      starts: at(await target.request('thread/start', {}), 'error', 'code'),
    };
  } finally {
    await target.close();
    await backend.close();
  }
}

describe.each(['0.118.0', '0.169.0'] as const)('beside the real %s', (version) => {
  it.each(Object.entries(BREAKS))('what needs no new thread goes on after %s', async (_what, text) => {
    const [ours, real] = await Promise.all([played('ours', version, text), played('real', version, text)]);
    expect(ours).toEqual(real);
    expect(ours).toMatchObject({ threads: 1, run: { exitCode: 0 } });
  });
});
