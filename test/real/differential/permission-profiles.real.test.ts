// Permission profiles by name, and which of them is told to be in force: ours beside the real 0.169.0, whatever names
// the sandbox: the configuration, the start of a thread, or a turn.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { handshake, runTurn, startThread, textInput } from '../support/compare.js';
import { type Frame, freshFolder, type Side, startTarget, type Target } from '../support/target.js';

const VERSION = '0.169.0';
const WORKSPACE = '[sandbox_workspace_write]\nnetwork_access = true\nwritable_roots = ["/opt"]\n';

/** What stands above the provider in config.toml. */
const configurations: readonly string[] = [
  '',
  'sandbox_mode = "read-only"',
  'sandbox_mode = "workspace-write"',
  'sandbox_mode = "danger-full-access"',
  'default_permissions = ":read-only"',
  'default_permissions = ":workspace"',
  'default_permissions = ":danger-full-access"',
  'default_permissions = ":workspace"\nsandbox_mode = "read-only"',
];

const starts: readonly Frame[] = [
  {},
  { cwd: '/' },
  { sandbox: 'read-only' },
  { sandbox: 'workspace-write' },
  { permissions: ':read-only' },
  { permissions: ':workspace' },
  { permissions: ':danger-full-access' },
  { permissions: ':other' },
  { permissions: 'other' },
  { permissions: ':workspace', sandbox: 'read-only' },
  { config: { sandbox_mode: 'read-only' } },
  { config: { default_permissions: ':read-only' } },
  { config: { default_permissions: ':read-only', sandbox_mode: 'workspace-write' } },
  { config: { default_permissions: ':read-only' }, sandbox: 'workspace-write' },
  { config: { sandbox_mode: 'workspace-write' }, permissions: ':read-only' },
  { config: { default_permissions: ':other' } },
];

function inForce({ result, error }: Frame): unknown {
  const { sandbox, activePermissionProfile } = (result ?? {}) as Frame;
  return error ?? { sandbox, activePermissionProfile };
}

interface World {
  readonly home: string;
  start(): Promise<Target>;
}

async function withHome<T>(side: Side, above: string, use: (world: World) => Promise<T>): Promise<T> {
  const backend = createBackend({ script: { replies: [{ text: 'Fine.', times: 'always' }] } });
  await backend.listen();
  const home = freshFolder(`${side}-profiles`);
  mkdirSync(join(home, 'work', '.git'), { recursive: true });
  const trust = `\n[projects."${join(home, 'work')}"]\ntrust_level = "trusted"\n`;
  const config = `${above}\n${backend.codexConfig()}${trust}${WORKSPACE}`;
  try {
    const start = async (): Promise<Target> => {
      const target = await startTarget({ side, version: VERSION, home, config });
      await handshake(target);
      return target;
    };
    return await use({ home, start });
  } finally {
    await backend.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

function started(side: Side, above: string): Promise<unknown[]> {
  return withHome(side, above, async ({ start }) => {
    const target = await start();
    const came: unknown[] = [];
    for (const params of starts) {
      came.push([params, inForce(await target.request('thread/start', { cwd: target.cwd, ...params }))]);
    }
    await target.close();
    return came;
  });
}

function changed(side: Side): Promise<unknown[]> {
  return withHome(side, '', async ({ start }) => {
    const first = await start();
    const threadId = await startThread(first, { permissions: ':read-only' });
    const came: unknown[] = [];
    const look = async (target: Target): Promise<void> => {
      came.push(inForce(await target.request('thread/resume', { threadId })));
    };
    const turn = (params: Frame): Promise<void> => runTurn(first, threadId, 'hello', params);
    await turn({});
    await look(first);
    for (const params of [
      { sandboxPolicy: { type: 'readOnly', networkAccess: false } },
      { permissions: ':workspace' },
      {},
    ]) {
      await turn(params);
      await look(first);
    }
    for (const params of [
      { permissions: 'other' },
      { permissions: ':workspace', sandboxPolicy: { type: 'readOnly' } },
    ]) {
      const input = textInput('hello');
      came.push((await first.request('turn/start', { threadId, input, ...params })).error);
    }
    const fork = { threadId, excludeTurns: true };
    came.push(inForce(await first.request('thread/fork', fork)));
    came.push(inForce(await first.request('thread/fork', { ...fork, permissions: ':read-only' })));
    const told = first.frames.filter(({ method }) => method === 'thread/settings/updated');
    for (const { params } of told) {
      const { threadSettings } = params as { threadSettings: Frame };
      came.push([threadSettings.activePermissionProfile, threadSettings.sandboxPolicy]);
    }
    await first.close();
    const second = await start();
    await look(second);
    await second.close();
    return came;
  });
}

describe('permission profiles beside the real 0.169.0', () => {
  it.each(configurations)(
    'are in force as the configuration and the start of a thread say: %s',
    async (above) => {
      const [ours, real] = [await started('ours', above), await started('real', above)];
      expect(ours).toEqual(real);
    },
  );

  it('are replaced by those of a turn, forked, and known after a restart', async () => {
    const [ours, real] = [await changed('ours'), await changed('real')];
    expect(ours).toEqual(real);
  });
});
