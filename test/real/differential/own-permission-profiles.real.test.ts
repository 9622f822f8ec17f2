// Permission profiles of the configuration's own: ours beside both real servers. How they are judged, what commands,
// patches and pictures may touch under them, how they change, and what is known of them after a restart.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at } from '../../../src/util/peek.js';
import { runTurn, startThread } from '../support/compare.js';
import { inForce, inProfileWorld, withoutHome } from '../support/profile-worlds.js';
import type { Frame, Side, Target, Version } from '../support/target.js';

const VERSIONS: readonly Version[] = ['0.169.0', '0.118.0'];

async function sameOnBoth(play: (side: Side) => Promise<unknown>): Promise<void> {
  const [ours, real] = [await play('ours'), await play('real')];
  expect(ours).toEqual(real);
}

/** Tables of one profile each, without their head; `WS` is the workspace, `NO` the word for what is denied. */
const PROFILES: Readonly<Record<string, string>> = {
  nothing: '',
  described: 'description = "D"',
  noFiles: '[FS]',
  root: '[FS]\n":root" = "read"',
  rootWritten: '[FS]\n":root" = "write"',
  rootDenied: '[FS]\n":root" = "NO"',
  everything: '[FS]\n":root" = "write"\n[NET]\nenabled = true',
  narrowed: '[FS]\n":root" = "write"\n"HOME/out" = "read"',
  minimal: '[FS]\n":minimal" = "read"\n"/opt" = "read"\n"WS" = "read"',
  workspace: '[FS]\n":root" = "read"\n"WS" = "write"\n":tmpdir" = "write"',
  parts:
    '[FS]\n":root" = "read"\n[FS."WS"]\n"." = "write"\ndocs = "read"\n"docs/open" = "write"\nsecret = "NO"',
  elsewhere: '[FS]\n":root" = "read"\n"HOME/out" = "write"',
  beside: '[FS]\n":root" = "read"\n"WS" = "write"\n"HOME/out/../out/d/" = "write"',
  byPath: '[FS]\n":root" = "read"\n"HOME/work" = "write"',
  above: '[FS]\n":root" = "read"\n"HOME" = "write"',
  relative: '[FS]\n"a/b" = "read"',
  upward: '[FS."HOME/out"]\n"../x" = "read"',
  partOfSpecial: '[FS.":tmpdir"]\nx = "read"',
  unknownPlace: '[FS]\n":later" = "write"\n":root" = "read"',
  unknownPart: '[FS.":later"]\na = "read"',
  home: '[FS]\n":root" = "read"\n"~/x" = "NO"',
  writtenGlob: '[FS]\n":root" = "read"\n"WS" = "write"\n"HOME/out/*.x" = "write"',
  subtree: '[FS]\n":root" = "read"\n"WS" = "write"\n"HOME/out/**" = "write"',
  network: '[FS]\n":root" = "read"\n[NET]\nenabled = true',
  stranger: 'zzz = 1\n[FS]\n":root" = "read"\n[NET]\nzzz = 1',
  unknownParent: 'extends = "gone"\n[FS]\n":root" = "read"',
  ring: 'extends = "ringToo"',
  ringToo: 'extends = "ring"',
  onDanger: 'extends = ":danger-full-access"',
};

/** What 0.169.0 alone has words for. */
const NEWER: Readonly<Record<string, string>> = {
  onWorkspace: 'extends = ":workspace"\n[FS."WS"]\nsecret = "NO"',
  onReadOnly: 'extends = ":read-only"\n[NET]\nenabled = true',
  onParts: 'extends = "parts"\ndescription = "More"\n[FS."WS"]\nmore = "read"',
  roots: '[ROOTS]\nsub = true\n"/opt" = true\n"/off" = false\n[FS]\n":root" = "read"\n"WS" = "write"',
  temporary: '[FS]\n":root" = "read"\n":slash_tmp" = "write"',
  glob: '[FS]\n":root" = "read"\n"WS" = "write"\n"HOME/out/*.env" = "deny"',
  bottomless: '[FS]\n":root" = "read"\n"HOME/out/**/*.env" = "deny"',
  shallow: '[FS]\nglob_scan_max_depth = 2\n":root" = "read"\n"HOME/out/**/*.env" = "deny"',
  noDepth: '[FS]\nglob_scan_max_depth = 0\n":root" = "read"',
  hosts: '[FS]\n":root" = "read"\n[NET]\nenabled = true\n[NET.domains]\n"a.example" = "allow"',
};

function table(name: string, body: string, version: Version): string {
  const isOlder = version === '0.118.0';
  const filled = body
    .replaceAll('FS', `permissions.${name}.filesystem`)
    .replaceAll('NET', `permissions.${name}.network`)
    .replaceAll('ROOTS', `permissions.${name}.workspace_roots`)
    .replaceAll('WS', isOlder ? ':project_roots' : ':workspace_roots')
    .replaceAll('NO', isOlder ? 'none' : 'deny');
  return `[permissions.${name}]\n${filled}\n`;
}

function namesFor(version: Version): Readonly<Record<string, string>> {
  return version === '0.118.0' ? PROFILES : { ...PROFILES, ...NEWER };
}

function tables(version: Version): string {
  return Object.entries(namesFor(version))
    .map(([name, body]) => table(name, body, version))
    .join('');
}

describe.each(VERSIONS)('permission profiles of the configuration beside the real %s', (version) => {
  it('are judged when they are named, and shown as the nearest policy', () =>
    sameOnBoth((side) =>
      inProfileWorld(side, version, async ({ home, start }) => {
        const target = await start('default_permissions = "root"', tables(version));
        const came: unknown[] = [];
        for (const name of Object.keys(namesFor(version))) {
          const from = target.frames.length;
          const config = { default_permissions: name };
          const answer = await target.request('thread/start', { cwd: target.cwd, config });
          if (version !== '0.118.0' && answer.result) await warned(target, from, name);
          const told = target.frames
            .slice(from)
            .filter(({ method }) => method === 'warning')
            .map(({ params }) => at(params, 'message'));
          came.push([name, inForce(answer, home), withoutHome(told, home)]);
        }
        const list = await target.request('permissionProfile/list', { cwd: target.cwd });
        const read = at(await target.request('config/read', {}), 'result', 'config');
        const shown = [at(read, 'permissions'), at(read, 'default_permissions')];
        return [came, version === '0.118.0' ? null : list.result, withoutHome(shown, home)];
      }),
    ));

  it.each([
    ['default_permissions = "gone"', '[permissions.p]\n'],
    ['default_permissions = "p"', ''],
    ['', '[permissions.p]\n'],
    ['sandbox_mode = "read-only"', '[permissions.p]\n'],
    ['default_permissions = "p"', '[permissions]\np = 3\n'],
    ['default_permissions = "p"\npermissions = 3', ''],
    ['default_permissions = "p"', '[permissions.p.filesystem]\n":root" = "rw"\n'],
    ['default_permissions = "p"', '[permissions.p.network]\nmode = "some"\n'],
    ['default_permissions = "p"', '[permissions.p.network]\nenabled = "yes"\n'],
    ['default_permissions = "p"', '[permissions.p]\nextends = 3\nfilesystem = 3\n'],
    ['default_permissions = "p"', '[permissions.p.network.domains]\na = "maybe"\n'],
    ['default_permissions = "p"', '[permissions.p]\n[permissions.":q"]\n'],
  ])('fail a thread that they cannot serve: %j %j', (above, profiles) =>
    sameOnBoth((side) =>
      inProfileWorld(side, version, async ({ home, start }) => {
        const target = await start(above, profiles);
        const started = inForce(await target.request('thread/start', { cwd: target.cwd }), home);
        const chosen = inForce(
          await target.request('thread/start', { cwd: target.cwd, sandbox: 'read-only' }),
          home,
        );
        const read = (await target.request('config/read', {})).error;
        const list = version === '0.118.0' ? null : await target.request('permissionProfile/list', {});
        const told = target.frames
          .filter(({ method }) => method === 'configWarning')
          .map(({ params }) => params)
          .filter((params) => !/bubblewrap/.test(String(at(params, 'summary'))));
        return withoutHome([started, chosen, read, list?.result ?? list?.error ?? null, told], home);
      }),
    ),
  );
});

/** Notices of a thread follow its answer; those that warn of nothing cannot be waited for. */
async function warned(target: Target, from: number, name: string): Promise<void> {
  if (!['nothing', 'described', 'noFiles', 'unknownPlace', 'unknownPart', 'bottomless'].includes(name))
    return;
  await target.waitFor(`the warning of ${name}`, ({ method }) => method === 'warning', from);
}

/** What a shell can read and write of the world, as lines. */
function probe(home: string): string {
  const names = [
    ...['a', 'top.env', 'docs/a', 'docs/open/a', 'secret/a', 'secret/open/a', '.git/HEAD'].map(
      (one) => `work/${one}`,
    ),
    ...['out/a', 'out/x.env', 'out/d/x.env', 'out/d/e/x.env', 'out/no/a', 'user/x/a'],
  ].map((name) => join(home, name));
  return names
    .map(
      (name) => `cat ${name} >/dev/null 2>&1 && echo r ${name}; (: >>${name}) 2>/dev/null && echo w ${name}`,
    )
    .join('\n');
}

const REACHED: readonly string[] = [
  ...[
    'root',
    'rootWritten',
    'narrowed',
    'workspace',
    'parts',
    'elsewhere',
    'beside',
    'byPath',
    'above',
    'home',
  ],
  ...['subtree', 'network', 'onWorkspace', 'onParts', 'roots', 'glob', 'bottomless', 'shallow'],
];

describe('commands under permission profiles', () => {
  it('reach what they reach in the real 0.169.0', () =>
    sameOnBoth((side) =>
      inProfileWorld(side, '0.169.0', async ({ home, start }) => {
        const target = await start('default_permissions = "parts"', tables('0.169.0'));
        const came: unknown[] = [];
        for (const permissionProfile of [...REACHED, null, 'gone', 'ring']) {
          const command = ['sh', '-c', probe(home)];
          const answer = await target.request('command/exec', { command, permissionProfile });
          came.push([permissionProfile, withoutHome(answer.error ?? at(answer, 'result', 'stdout'), home)]);
        }
        return came;
      }),
    ));

  // The real one masks what is denied with something empty, and cannot narrow what may be written everywhere.
  it.each(['root', 'workspace', 'beside', 'byPath', 'subtree'])(
    'reach what they reach in the real 0.118.0: %s',
    (name) =>
      sameOnBoth((side) =>
        inProfileWorld(side, '0.118.0', async ({ home, start }) => {
          const target = await start(`default_permissions = "${name}"`, tables('0.118.0'));
          const answer = await target.request('command/exec', { command: ['sh', '-c', probe(home)] });
          return withoutHome(answer.error ?? at(answer, 'result', 'stdout'), home);
        }),
      ),
  );
});

const Q = '[permissions.q.filesystem]\n":root" = "read"\n[permissions.q.network]\nenabled = true\n';
const bare = (type: string): Frame => ({ sandboxPolicy: { type } });

/** What a log says of the last turn's permissions. */
function stored(home: string): unknown {
  const folder = join(home, 'codex', 'sessions');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.jsonl'),
  );
  const lines = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'));
  const ofTurns = lines.map((line) => JSON.parse(line)).filter(({ type }) => type === 'turn_context');
  const { active_permission_profile, permission_profile } = ofTurns.at(-1).payload;
  return withoutHome([active_permission_profile, permission_profile], home);
}

describe('changes of permission profiles', () => {
  it.each<Frame>([
    { permissions: 'q' },
    { permissions: 'onParts' },
    { permissions: ':danger-full-access' },
    { permissions: ':read-only' },
    bare('readOnly'),
    bare('dangerFullAccess'),
    bare('externalSandbox'),
  ])('keep what was denied as in the real 0.169.0, and are known after a restart: %j', (change) =>
    sameOnBoth((side) =>
      inProfileWorld(side, '0.169.0', async ({ home, start }) => {
        const profiles = `${tables('0.169.0')}${Q}`;
        const first = await start('default_permissions = "parts"', profiles);
        const threadId = await startThread(first);
        await runTurn(first, threadId, 'hello');
        await runTurn(first, threadId, 'hello', change);
        const told = first.frames
          .filter(({ method }) => method === 'thread/settings/updated')
          .map(({ params }) => at(params, 'threadSettings'))
          .map((settings) => [at(settings, 'activePermissionProfile'), at(settings, 'sandboxPolicy')]);
        await first.close();
        const second = await start('default_permissions = "parts"', profiles);
        const resumed = inForce(await second.request('thread/resume', { threadId }), home);
        const forked = inForce(await second.request('thread/fork', { threadId, excludeTurns: true }), home);
        return [withoutHome(told, home), resumed, forked];
      }),
    ),
  );

  it('between turns are kept without another turn', () =>
    sameOnBoth((side) =>
      inProfileWorld(side, '0.169.0', async ({ home, start }) => {
        const profiles = `${tables('0.169.0')}${Q}`;
        const first = await start('default_permissions = "parts"', profiles);
        const threadId = await startThread(first);
        await runTurn(first, threadId, 'hello');
        const came: unknown[] = [];
        for (const permissions of ['gone', ':gone', 'ring', 'q']) {
          came.push(
            await first
              .request('thread/settings/update', { threadId, permissions })
              .then(({ error }) => error),
          );
        }
        const named = withoutHome(stored(home), home);
        await first.close();
        const second = await start('default_permissions = "parts"', profiles);
        came.push(inForce(await second.request('thread/resume', { threadId }), home));
        await runTurn(second, threadId, 'hello');
        return [came, named, stored(home)];
      }),
    ));

  it.each([
    [
      'changed',
      'default_permissions = "p"',
      '[permissions.p.filesystem]\n":root" = "read"\n[permissions.p.network]\nenabled = true\n',
    ],
    ['gone', 'default_permissions = "q"', Q],
    [
      'not the usual one any more',
      'default_permissions = "q"',
      `${Q}[permissions.p.filesystem]\n":root" = "read"\n`,
    ],
    ['without any that is usual', '', Q],
  ])('in the configuration count for a stored thread: its profile is %s', async (_how, above, profiles) => {
    for (const version of VERSIONS) {
      await sameOnBoth((side) =>
        inProfileWorld(side, version, async ({ home, start }) => {
          const first = await start(
            'default_permissions = "p"',
            '[permissions.p.filesystem]\n":root" = "read"\n',
          );
          const threadId = await startThread(first);
          await runTurn(first, threadId, 'hello');
          await first.close();
          const second = await start(above, profiles);
          return inForce(await second.request('thread/resume', { threadId }), home);
        }),
      );
    }
  });
});

/** Plays one reply of the model under the profile `parts`; somebody accepts whatever is asked. */
function played(side: Side, policy: string, reply: Frame): Promise<unknown> {
  return inProfileWorld(side, '0.169.0', async ({ home, backend, start }) => {
    const reached = JSON.parse(JSON.stringify(reply).replaceAll('HOME', home));
    backend.setScript({ replies: [reached, { text: 'Fine.', times: 'always' }] });
    const target = await start(
      `default_permissions = "parts"\napproval_policy = "${policy}"`,
      tables('0.169.0'),
    );
    const threadId = await startThread(target);
    const answered = target
      .waitFor('a question', ({ id, method }) => id !== undefined && method !== undefined)
      .then(({ id, method }) => {
        target.send({ id, result: { decision: 'accept' } });
        return method;
      })
      .catch(() => null);
    await runTurn(target, threadId, 'go');
    const input = (backend.requests.at(-1)?.body as { input?: Frame[] } | undefined)?.input ?? [];
    const output = JSON.stringify(input.at(-1)?.output ?? null)
      .replace(/Chunk ID: \w+|Wall time: [\d.]+/g, '')
      .replaceAll(home, 'HOME');
    await target.close();
    return [output, await answered];
  });
}

const patch = (file: string): Frame => ({
  patch: `*** Begin Patch\n*** Add File: ${file}\n+x\n*** End Patch`,
});
const update = (file: string): Frame => ({
  patch: `*** Begin Patch\n*** Update File: ${file}\n@@\n-x\n+y\n*** End Patch`,
});

describe('tools under permission profiles beside the real 0.169.0', () => {
  it.each<[string, string, Frame]>([
    ['a patch where it may be written', 'never', patch('new')],
    ['a patch where it may only be read', 'never', patch('docs/new')],
    ['the same, with consent', 'on-request', patch('docs/new')],
    ['a patch of what is denied, with consent', 'on-request', patch('secret/new')],
    ['a patch that has to read what is denied', 'on-request', update('secret/a')],
    ['a patch below what is only read, where it may be written', 'never', update('docs/open/a')],
    ['a picture that is denied', 'never', { call: { name: 'view_image', arguments: { path: 'secret/a' } } }],
    [
      'a command that somebody lets out of its sandbox',
      'on-request',
      {
        run: {
          command: 'cat HOME/work/secret/a; cat HOME/work/a; touch HOME/out/n && echo wrote',
          escalate: 'May I?',
        },
      },
    ],
  ])('%s (%s)', (_what, policy, reply) => sameOnBoth((side) => played(side, policy, reply)), 60_000);
});
