// An administrator who says which permission profiles may be had, writes some, and keeps files from being read: what
// threads and commands get, and what clients are told. Ours beside the real 0.169.0.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { messageOf } from '../../../src/util/coded-error.js';
import { handshake, runTurn, type Scenario, startThread, transcript } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import { nothingLeft, playReal } from '../support/play-real.js';
import { canHaveSystemFiles } from '../support/system-files.js';
import { type Frame, freshFolder, type Side, type Target } from '../support/target.js';

const version = '0.169.0';
const script = { replies: [{ text: 'Hello.', times: 'always' as const }] };
const BOTH = '[allowed_permission_profiles]\n":workspace" = true\n":read-only" = true\n';
const ADMIN = `default_permissions = "admin"
[allowed_permission_profiles]
admin = true
":read-only" = true
[permissions.admin]
description = "By an administrator."
extends = ":workspace"
[permissions.admin.filesystem]
"/srv" = "write"
`;
const MINE = '[permissions.mine]\nextends = ":workspace"\n';

/** Threads and changes that ask for profiles, modes and policies. */
async function askForAll(target: Target): Promise<void> {
  await target.request('configRequirements/read');
  await target.request('permissionProfile/list', {});
  await target.request('config/read', {});
  for (const asked of [
    {},
    { sandbox: 'danger-full-access' },
    { permissions: ':danger-full-access' },
    { permissions: ':read-only' },
    { permissions: 'admin' },
    { permissions: 'mine' },
    { config: { default_permissions: ':workspace' } },
  ])
    await target.request('thread/start', { cwd: target.cwd, ...asked });
}

async function change(target: Target, threadId: string, wish: Frame): Promise<void> {
  const from = target.frames.length;
  const { error } = await target.request('thread/settings/update', { threadId, ...wish });
  if (error === undefined)
    await target.waitFor('the news', ({ method }) => method === 'thread/settings/updated', from);
}

function asking(name: string, requirements: string, { config = '', args = [] as string[] } = {}): Scenario {
  return {
    name,
    script,
    config,
    args,
    system: { 'requirements.toml': requirements },
    async play(target) {
      await handshake(target);
      await askForAll(target);
    },
  };
}

const changed: Scenario = {
  name: 'changes, commands, and threads from before',
  script,
  system: { 'requirements.toml': '' },
  async play(target) {
    await handshake(target);
    const before: string[] = [];
    for (const asked of [{ sandbox: 'danger-full-access' }, { permissions: ':read-only' }]) {
      const threadId = await startThread(target, asked);
      await runTurn(target, threadId, 'hi');
      before.push(threadId);
    }
    writeFileSync(join(target.home, 'etc/codex/requirements.toml'), BOTH);
    for (const threadId of before) {
      await target.request('thread/fork', { threadId });
      await target.request('thread/fork', { threadId, sandbox: 'danger-full-access' });
    }
    const threadId = await startThread(target);
    await change(target, threadId, { permissions: ':danger-full-access' });
    await change(target, threadId, { permissions: 'mine' });
    await change(target, threadId, { permissions: ':read-only' });
    await change(target, threadId, { sandboxPolicy: { type: 'dangerFullAccess' } });
    for (const permissionProfile of [':danger-full-access', ':read-only'])
      await target.request('command/exec', { command: ['true'], permissionProfile });
  },
};

const denied: Scenario = {
  name: 'files that nobody may read',
  script,
  system: { 'requirements.toml': '' },
  async play(target) {
    const secrets = join(target.home, 'secrets');
    mkdirSync(secrets);
    for (const name of ['a.env', 'b.txt']) writeFileSync(join(secrets, name), `${name} told`);
    writeFileSync(
      join(target.home, 'etc/codex/requirements.toml'),
      `[permissions.filesystem]\ndeny_read = ["${secrets}/*.env", "${target.home}/other"]\n`,
    );
    mkdirSync(join(target.home, 'other'));
    await handshake(target);
    await askForAll(target);
    const command = ['sh', '-c', `cat ${secrets}/b.txt; cat ${secrets}/a.env || ls ${target.home}/other`];
    for (const how of [
      {},
      { sandboxPolicy: { type: 'readOnly' } },
      { sandboxPolicy: { type: 'workspaceWrite' } },
      { sandboxPolicy: { type: 'dangerFullAccess' } },
      { permissionProfile: ':workspace' },
      { permissionProfile: ':danger-full-access' },
    ])
      await target.request('command/exec', { command, ...how });
    const threadId = await startThread(target, { sandbox: 'workspace-write' });
    await change(target, threadId, { sandboxPolicy: { type: 'dangerFullAccess' } });
    await change(target, threadId, { permissions: ':danger-full-access' });
  },
};

const scenarios: Scenario[] = [
  asking('two of the built-in ones', BOTH),
  asking('with modes', `allowed_sandbox_modes = ["read-only"]\n${BOTH}`),
  asking('an own one as usual', ADMIN, { config: MINE }),
  asking('what the user wants instead', BOTH, { config: MINE, args: ['-c', 'default_permissions="mine"'] }),
  asking('what the user may have', BOTH, { args: ['-c', 'default_permissions=":read-only"'] }),
  asking(
    'what the user has written',
    'default_permissions = "mine"\n[allowed_permission_profiles]\nmine = true\n',
    {
      config: MINE,
    },
  ),
  asking('one of the same name', ADMIN, { config: '[permissions.admin]\nextends = ":read-only"\n' }),
  changed,
  denied,
];

const senseless = [
  '[allowed_permission_profiles]\n":workspace" = true\n',
  '[allowed_permission_profiles]\nnope = false\n":read-only" = true\n',
  'default_permissions = ":workspace"\n',
  'default_permissions = ":workspace"\n[allowed_permission_profiles]\n":read-only" = true\n',
  '[permissions.admin]\nextends = ":workspace"\n',
  '[permissions.":workspace"]\nextends = ":read-only"\n',
  '[permissions]\nadmin = 1\n',
  '[permissions.admin]\nextends = 1\n',
  '[permissions.admin.workspace_roots]\nx = 1\n',
  '[permissions.filesystem]\ndeny_read = 1\n',
  '[permissions.filesystem]\ndescription = "x"\n',
];

/** What was said, warnings by themselves: the real server tells them from several places at once. */
async function said(side: Side, scenario: Scenario): Promise<string[]> {
  const all = await transcript(side, version, scenario);
  const isTold = (text: string): boolean =>
    /"method":"(configWarning|warning|thread\/settings\/updated)"/.test(text);
  return [...all.filter((text) => !isTold(text)), ...all.filter(isTold).sort()];
}

function lastWords(side: Side, requirements: string): Promise<string> {
  return transcript(side, version, asking('senseless', requirements)).then(
    () => 'It started.',
    (thrown: unknown) => messageOf(thrown).trim(),
  );
}

const probe = freshFolder('system-files');
const canBe = canHaveSystemFiles(probe);
rmSync(probe, { recursive: true, force: true });

describe.skipIf(!canBe)('profiles that an administrator of 0.169.0 demands', () => {
  it.each(scenarios)('count: $name', async (scenario) => {
    const ours = await said('ours', scenario);
    const left = await playReal(
      async () =>
        unexplained(differences(ours, await said('real', scenario)), version).filter(
          (line) => !/^thread\/tokenUsage\/|^account\/rateLimits|version: ours "sha256:/.test(line),
        ),
      nothingLeft,
    );
    expect(left).toEqual([]);
  });

  it.each(senseless)('keep servers from starting where they make no sense: %j', async (text) => {
    const ours = await lastWords('ours', text);
    expect(ours).toContain('\nError: ');
    expect(ours).toBe(await lastWords('real', text));
  });
});
