// What a thread goes on with that is resumed on another server, or forked, or given a policy in part: ours beside the
// real servers.
import { mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { at } from '../../../src/util/peek.js';
import { handshake, runTurn, startThread, textInput } from '../support/compare.js';
import {
  type Frame,
  freshFolder,
  type Side,
  startTarget,
  type Target,
  type Version,
} from '../support/target.js';

async function played(side: Side, version: Version): Promise<Frame> {
  const script = { replies: [{ text: 'Fine.', times: 'always' as const }] };
  const backend = await createBackend({ script }).listen();
  const home = freshFolder(`${side}-${version}`);
  const other = join(home, 'other');
  mkdirSync(other);
  const opened = '[sandbox_workspace_write]\nnetwork_access = true\nexclude_slash_tmp = true\n';
  const config = `${backend.codexConfig().replace(/^model = .*$/m, 'model = "gpt-5.4"')}\n${opened}`;
  const start = async (): Promise<Target> => {
    const target = await startTarget({ side, version, home, config });
    await handshake(target);
    return target;
  };
  let target = await start();
  const facts = ({ result, error }: Frame): unknown => {
    if (error) return error;
    const { approvalPolicy, sandbox, activePermissionProfile, cwd } = result as Frame;
    return { approvalPolicy, sandbox, activePermissionProfile, cwd: basename(String(cwd)) };
  };
  /** A fork of a fork in which nothing was said, and each of them again. */
  const forkedAgain = async (threadId: string): Promise<unknown> => {
    const chosen = { cwd: other, model: 'gpt-5.4', approvalPolicy: 'never', sandbox: 'danger-full-access' };
    const first = await target.request('thread/fork', { threadId, ...chosen });
    const forkId = at(first, 'result', 'thread', 'id');
    const second = await target.request('thread/fork', { threadId: forkId });
    const aside = await target.request('thread/fork', {
      threadId: forkId,
      ephemeral: true,
      excludeTurns: true,
    });
    await target.close();
    target = await start();
    const resumed = await target.request('thread/resume', { threadId: forkId });
    return [first, second, aside, resumed].map(facts);
  };
  /** What a thread was loaded with, and what its model is asked for. */
  const goesOn = async (method: string, params: Frame): Promise<unknown> => {
    const { result } = (await target.request(method, params)) as { result: Frame };
    const { model, reasoningEffort, approvalPolicy, approvalsReviewer, sandbox, serviceTier } = result;
    await runTurn(target, String(at(result, 'thread', 'id')), 'more');
    const { body } = backend.requests.at(-1) ?? {};
    return {
      ...{ model, reasoningEffort, approvalPolicy, approvalsReviewer, serviceTier },
      sandbox: at(sandbox, 'type'),
      cwd: basename(String(result.cwd)),
      asked: [at(body, 'model'), at(body, 'reasoning'), at(body, 'service_tier')],
    };
  };
  try {
    const threadId = await startThread(target, {
      approvalPolicy: 'never',
      approvalsReviewer: 'guardian_subagent',
      sandbox: 'danger-full-access',
      serviceTier: 'flex',
    });
    const chosen = { cwd: other, effort: 'high', summary: 'detailed' };
    const from = target.frames.length;
    await target.request('turn/start', { threadId, input: textInput('one'), ...chosen });
    await target.waitFor('its end', ({ method }) => method === 'turn/completed', from);
    const forked = await goesOn('thread/fork', { threadId });
    const second = await startThread(target);
    const third = await startThread(target);
    await runTurn(target, third, 'one');
    await runTurn(target, second, 'more', { sandboxPolicy: { type: 'workspaceWrite', networkAccess: true } });
    const partly = at(await target.request('thread/resume', { threadId: second }), 'result', 'sandbox');
    await target.close();
    target = await start();
    return {
      forked,
      partly,
      resumed: await goesOn('thread/resume', { threadId }),
      forkedLater: await goesOn('thread/fork', { threadId }),
      forkedAgain: await forkedAgain(third),
    };
  } finally {
    await target.close();
    await backend.close();
    rmSync(home, { recursive: true, force: true });
  }
}

it.each<Version>(['0.169.0', '0.118.0'])(
  'a thread that is resumed or forked goes on as in the real %s',
  async (version) => {
    const [ours, real] = await Promise.all([played('ours', version), played('real', version)]);
    expect(ours).toEqual(real);
    expect(at(ours, 'resumed', 'cwd')).toBe(version === '0.118.0' ? 'work' : 'other');
  },
);

/** The folders that threads are in which began in one that is not the server's. */
async function foldersOf(side: Side): Promise<unknown> {
  const version = '0.118.0';
  const script = { replies: [{ text: 'Fine.', times: 'always' as const }] };
  const backend = await createBackend({ script }).listen();
  const home = freshFolder(`${side}-${version}`);
  const [sub, other] = [join(home, 'sub'), join(home, 'other')];
  for (const folder of [sub, other]) mkdirSync(folder);
  const start = async (): Promise<Target> => {
    const target = await startTarget({ side, version, home, config: backend.codexConfig() });
    await handshake(target);
    return target;
  };
  let target = await start();
  const seen: string[] = [];
  const load = async (method: string, params: Frame): Promise<string> => {
    const { result } = (await target.request(method, params)) as { result: Frame };
    const threadId = String(at(result, 'thread', 'id'));
    await runTurn(target, threadId, 'more');
    const told = JSON.stringify(backend.requests.at(-1)?.body).match(/<cwd>[^<]*/g) ?? [];
    const folders = [result.cwd, ...told].map((folder) => basename(String(folder)));
    seen.push(`${method}: ${folders.join(', ')}`);
    return threadId;
  };
  try {
    const first = await load('thread/start', { cwd: sub });
    await load('thread/fork', { threadId: first });
    const moved = await load('thread/fork', { threadId: first, cwd: other });
    await load('thread/fork', { threadId: moved });
    await target.close();
    target = await start();
    await load('thread/resume', { threadId: first });
    await load('thread/resume', { threadId: moved });
    return seen;
  } finally {
    await target.close();
    await backend.close();
    rmSync(home, { recursive: true, force: true });
  }
}

it('a thread that is resumed or forked works where it was started, as in the real 0.118.0', async () => {
  const [ours, real] = await Promise.all([foldersOf('ours'), foldersOf('real')]);
  expect(ours).toEqual(real);
  expect(ours).toContain('thread/resume: sub, sub');
});
