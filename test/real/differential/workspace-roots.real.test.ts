// The folders of a workspace of threads that work in several environments. Ours beside the real 0.169.0.
import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import type { ThreadEnvironment } from '../../../src/protocol/index.js';
import { handshake, runTurn } from '../support/compare.js';
import { type Frame, freshFolder, type Side, startTarget, type Target } from '../support/target.js';

it('gives a thread the same folders everywhere, and keeps them where it moves', async () => {
  const [ours, real] = [await rootsOf('ours'), await rootsOf('real')];
  expect(ours).toEqual(real);
}, 60_000);

async function rootsOf(side: Side): Promise<unknown> {
  const backend = await createBackend({ script: { replies: [{ text: 'Fine.', times: 'always' }] } }).listen();
  const home = freshFolder(`${side}-roots`);
  const target = await startTarget({ side, version: '0.169.0', home, config: backend.codexConfig() });
  try {
    await handshake(target);
    return JSON.parse(JSON.stringify(await asked(target)).replaceAll(home, '<home>'));
  } finally {
    await target.close();
    await backend.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function asked(target: Target): Promise<unknown[]> {
  const at = (name: string): string => `${target.cwd}/${name}`;
  const said: unknown[] = [];
  const ask = async (method: string, params: Frame): Promise<string> => {
    const { result, error } = await target.request(method, params);
    const { thread, runtimeWorkspaceRoots } = (result ?? {}) as {
      thread?: { id: string; environments: ThreadEnvironment[] };
      runtimeWorkspaceRoots?: string[];
    };
    const { environments = [], id = '' } = thread ?? {};
    said.push({ method, error, runtimeWorkspaceRoots, environments: sorted(environments) });
    return id;
  };
  const before = await ask('thread/start', { cwd: target.cwd, runtimeWorkspaceRoots: [at('a'), at('b')] });
  for (const environmentId of ['far', 'away'])
    await target.request('environment/add', { environmentId, execServerUrl: 'ws://127.0.0.1:9' });
  const rooted = await ask('thread/start', { cwd: at('sub'), runtimeWorkspaceRoots: [at('a'), at('b')] });
  const chosen = await ask('thread/start', {
    cwd: target.cwd,
    environments: [
      { environmentId: 'far', cwd: '/far' },
      { environmentId: 'local', cwd: target.cwd },
    ],
  });
  for (const threadId of [before, rooted, chosen]) {
    for (const more of [
      {},
      { cwd: at('moved') },
      { runtimeWorkspaceRoots: [at('moved'), '/other'] },
      { cwd: at('again') },
    ]) {
      await runTurn(target, threadId, 'hello', more);
      await ask('thread/read', { threadId });
      await ask('thread/fork', { threadId, runtimeWorkspaceRoots: [at('of the fork')], excludeTurns: true });
    }
  }
  return said;
}

/** Without a word of the client they come in an order of chance from the real server, this machine first. */
function sorted([first, ...others]: ThreadEnvironment[]): unknown[] {
  return [first, ...others.sort((one, other) => (one.environmentId < other.environmentId ? -1 : 1))];
}
