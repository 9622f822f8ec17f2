// Permission profiles of the configuration's own: ours beside both real servers. How they are judged, what commands,
// patches and pictures may touch under them, how they change, and what is known of them after a restart.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at } from '../../../src/util/peek.js';
import { runTurn, startThread, textInput } from '../support/compare.js';
import { namesFor, tables } from '../support/profile-tables.js';
import { inForce, inProfileWorld, withoutHome } from '../support/profile-worlds.js';
import type { Frame, Side, Target, Version } from '../support/target.js';

const VERSIONS: readonly Version[] = ['0.169.0', '0.118.0'];

async function sameOnBoth(play: (side: Side) => Promise<unknown>): Promise<void> {
  const [ours, real] = [await play('ours'), await play('real')];
  expect(ours).toEqual(real);
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

const CHANGES: readonly Frame[] = [
  { permissions: 'q' },
  { permissions: 'onParts' },
  { permissions: ':danger-full-access' },
  { permissions: ':read-only' },
  bare('readOnly'),
  bare('dangerFullAccess'),
  bare('externalSandbox'),
];

describe('changes of permission profiles', () => {
  it('keep what was denied as in the real 0.169.0, and are known after a restart', () =>
    sameOnBoth((side) =>
      inProfileWorld(side, '0.169.0', async ({ home, start }) => {
        const profiles = `${tables('0.169.0')}${Q}`;
        const first = await start('default_permissions = "parts"', profiles);
        const changed: { change: Frame; threadId: string; told: unknown }[] = [];
        for (const change of CHANGES) {
          const from = first.frames.length;
          const threadId = await startThread(first);
          await runTurn(first, threadId, 'hello');
          await runTurn(first, threadId, 'hello', change);
          const told = first.frames
            .slice(from)
            .filter(({ method }) => method === 'thread/settings/updated')
            .map(({ params }) => at(params, 'threadSettings'))
            .map((settings) => [at(settings, 'activePermissionProfile'), at(settings, 'sandboxPolicy')]);
          changed.push({ change, threadId, told });
        }
        await first.close();
        const second = await start('default_permissions = "parts"', profiles);
        const came: unknown[] = [];
        for (const { change, threadId, told } of changed) {
          const resumed = inForce(await second.request('thread/resume', { threadId }), home);
          const forked = inForce(await second.request('thread/fork', { threadId, excludeTurns: true }), home);
          came.push([change, withoutHome(told, home), resumed, forked]);
        }
        return came;
      }),
    ));

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

  const later: readonly (readonly [how: string, above: string, profiles: string])[] = [
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
  ];

  it.each(VERSIONS)('in the configuration count for a thread that the real %s stored', (version) =>
    sameOnBoth((side) =>
      inProfileWorld(side, version, async ({ home, start }) => {
        const first = await start(
          'default_permissions = "p"',
          '[permissions.p.filesystem]\n":root" = "read"\n',
        );
        const threads: string[] = [];
        for (const _ of later) {
          const threadId = await startThread(first);
          await runTurn(first, threadId, 'hello');
          threads.push(threadId);
        }
        await first.close();
        const came: unknown[] = [];
        for (const [i, [how, above, profiles]] of later.entries()) {
          const next = await start(above, profiles);
          came.push([how, inForce(await next.request('thread/resume', { threadId: threads[i] }), home)]);
          await next.close();
        }
        return came;
      }),
    ),
  );
});

type Part = readonly [what: string, reply: Frame];

/** Plays replies of the model under the profile `parts`, one after the other; somebody accepts whatever is asked. */
function played(side: Side, policy: string, parts: readonly Part[]): Promise<unknown> {
  return inProfileWorld(side, '0.169.0', async ({ home, backend, start, restore }) => {
    const above = `default_permissions = "parts"\napproval_policy = "${policy}"`;
    const target = await start(above, tables('0.169.0'));
    const came: unknown[] = [];
    for (const [what, reply] of parts) {
      restore();
      const reached = JSON.parse(JSON.stringify(reply).replaceAll('HOME', home));
      backend.setScript({ replies: [reached, { text: 'Fine.', times: 'always' }] });
      const question = await accepted(target);
      const input = (backend.requests.at(-1)?.body as { input?: Frame[] } | undefined)?.input ?? [];
      const output = JSON.stringify(input.at(-1)?.output ?? null)
        .replace(/Chunk ID: \w+|Wall time: [\d.]+/g, '')
        .replaceAll(home, 'HOME');
      came.push([what, output, question]);
    }
    return came;
  });
}

/** Runs a turn in a thread of its own, accepts what is asked in it, and says what that was. */
async function accepted(target: Target): Promise<unknown> {
  const threadId = await startThread(target);
  const from = target.frames.length;
  await target.request('turn/start', { threadId, input: textInput('go') });
  const isEnd = ({ method }: Frame): boolean => method === 'turn/completed';
  const isQuestion = ({ id, method }: Frame): boolean => id !== undefined && method !== undefined;
  const next = await target.waitFor(
    'a question or the end',
    (frame) => isQuestion(frame) || isEnd(frame),
    from,
  );
  if (!isQuestion(next)) return null;
  target.send({ id: next.id, result: { decision: 'accept' } });
  await target.waitFor('turn/completed', isEnd, from);
  return next.method;
}

const patch = (file: string): Frame => ({
  patch: `*** Begin Patch\n*** Add File: ${file}\n+x\n*** End Patch`,
});
const update = (file: string): Frame => ({
  patch: `*** Begin Patch\n*** Update File: ${file}\n@@\n-x\n+y\n*** End Patch`,
});

const ALLOWED: readonly Part[] = [
  ['a patch where it may be written', patch('new')],
  ['a patch where it may only be read', patch('docs/new')],
  ['a patch below what is only read, where it may be written', update('docs/open/a')],
  ['a picture that is denied', { call: { name: 'view_image', arguments: { path: 'secret/a' } } }],
];
const ASKED: readonly Part[] = [
  ['a patch where it may only be read', patch('docs/new')],
  ['a patch of what is denied', patch('secret/new')],
  ['a patch that has to read what is denied', update('secret/a')],
  [
    'a command that somebody lets out of its sandbox',
    {
      run: {
        // One stream: of two, either may be read first.
        command: 'exec 2>&1; cat HOME/work/secret/a; cat HOME/work/a; touch HOME/out/n && echo wrote',
        escalate: 'May I?',
      },
    },
  ],
];

describe('tools under permission profiles beside the real 0.169.0', () => {
  it.each([
    ['never', ALLOWED],
    ['on-request', ASKED],
  ])('reach what they reach there, and ask as it asks: %s', (policy, parts) =>
    sameOnBoth((side) => played(side, policy, parts)),
  );
});
