// The tool request_permissions and commands that name permissions of their own, ours beside the real servers: the same
// questions, the same words for the model, and sandboxes that are as wide as was agreed and no wider.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ReplyObject } from '../../../src/backend/index.js';
import { runTurn } from '../support/compare.js';
import { playReal } from '../support/play-real.js';
import { sharedServers } from '../support/shared-servers.js';
import type { Frame, Side, Version } from '../support/target.js';
import { answerQuestions, membersBut, outputsIn, steadyHeader } from '../support/tool-turn.js';

interface Scenario {
  readonly name: string;
  /** A turn each. */
  readonly turns: readonly (readonly ReplyObject[])[];
  readonly policy?: unknown;
  readonly sandbox?: Frame;
  /** In the order in which questions come. */
  readonly answers?: readonly Frame[];
  readonly features?: string;
  readonly versions?: readonly Version[];
  /** Texts by path below the home. */
  readonly files?: Readonly<Record<string, string>>;
}

const call = (name: string, args: Frame, id: string): ReplyObject => ({
  parts: [{ call: { name, arguments: args, id } }],
});
const ask = (permissions: unknown, id = 'ask'): ReplyObject =>
  call('request_permissions', { permissions, reason: 'For the test.' }, id);
const run = (cmd: string, id = 'run', more: Frame = {}): ReplyObject =>
  call('exec_command', { cmd, ...more }, id);
const named = (permissions: unknown, cmd: string, id = 'run', more: Frame = {}): ReplyObject =>
  run(cmd, id, {
    sandbox_permissions: 'with_additional_permissions',
    additional_permissions: permissions,
    justification: 'May I?',
    ...more,
  });
const granted = (permissions: unknown, more: Frame = { scope: 'turn' }): Frame => ({
  result: { permissions, ...more },
});
const decided = (decision: string): Frame => ({ result: { decision } });

/** Outside of the workspace; replaced by its real path. */
const OUT = '<out>';
const files = { file_system: { write: [OUT] } };
const yes = granted({ fileSystem: { write: [OUT] } });
// `test -w` reads and changes nothing; it fails without a word, so that no version takes it for a denial.
const isWritable = (path: string, id = 'run'): ReplyObject =>
  run(`if [ -w ${path} ]; then echo writable; else echo closed; fi`, id);
const workspace = {
  type: 'workspaceWrite',
  writableRoots: [],
  networkAccess: false,
  excludeTmpdirEnvVar: true,
  excludeSlashTmp: true,
};
const granular = (request_permissions: boolean): unknown => ({
  granular: {
    sandbox_approval: true,
    rules: true,
    skill_approval: true,
    request_permissions,
    mcp_elicitations: true,
  },
});
const SOCKET = `python3 -c 'import socket
try: socket.socket(); print("open")
except OSError: print("closed")'`;
const addFile = (path: string): string => `*** Begin Patch\n*** Add File: ${path}\n+hello\n*** End Patch\n`;
const patched = (input: string, id = 'patch'): ReplyObject => ({
  parts: [{ customCall: { name: 'apply_patch', input, id } }],
});
const ONE = `${OUT}/one.txt`;
const GIT = '<work>/.git';

const scenarios: readonly Scenario[] = [
  {
    name: 'a grant for one turn',
    turns: [[ask(files), isWritable(OUT)], [isWritable(OUT, 'later')]],
    answers: [yes],
  },
  {
    name: 'a grant for the session',
    turns: [[ask(files), isWritable(OUT)], [isWritable(OUT, 'later')]],
    answers: [granted({ fileSystem: { write: [OUT] } }, { scope: 'session' })],
  },
  {
    name: 'a grant without a scope',
    turns: [[ask(files)]],
    answers: [granted({ fileSystem: { write: [OUT] } }, {})],
  },
  { name: 'a refusal', turns: [[ask(files), isWritable(OUT)]], answers: [granted({})] },
  { name: 'an error', turns: [[ask(files)]], answers: [{ error: { code: -1, message: 'no' } }] },
  { name: 'an answer of another shape', turns: [[ask(files)]], answers: [{ result: { a: 1 } }] },
  {
    name: 'a scope nobody knows',
    turns: [[ask(files)]],
    answers: [granted({ fileSystem: { write: [OUT] } }, { scope: 'forever' })],
  },
  {
    name: 'more than was asked for',
    turns: [[ask(files), run(SOCKET, 'socket')]],
    answers: [granted({ network: { enabled: true }, fileSystem: { write: [OUT, '/opt'], read: ['/opt'] } })],
  },
  {
    name: 'part of what was asked for',
    turns: [[ask(files)]],
    answers: [granted({ fileSystem: { write: [`${OUT}/part`] } })],
  },
  {
    name: 'a grant by entries',
    turns: [[ask(files)]],
    answers: [granted({ fileSystem: { entries: [{ path: { type: 'path', path: OUT }, access: 'write' }] } })],
  },
  {
    name: 'a grant that is to be reviewed',
    turns: [[ask(files)]],
    answers: [granted({ fileSystem: { write: [OUT] } }, { strictAutoReview: true })],
  },
  {
    name: 'the network',
    turns: [[ask({ network: { enabled: true }, file_system: { read: ['/etc'] } }), run(SOCKET, 'socket')]],
    answers: [granted({ network: { enabled: true } })],
  },
  { name: 'a relative path', turns: [[ask({ file_system: { write: ['below'] } })]], answers: [granted({})] },
  {
    name: 'nothing',
    turns: [
      [
        ask({}),
        ask({ file_system: {} }, 'ask_2'),
        ask({ network: {} }, 'ask_3'),
        ask({ network: { enabled: false } }, 'ask_4'),
      ],
    ],
    answers: [granted({})],
  },
  { name: 'a policy of never', turns: [[ask(files)]], policy: 'never' },
  { name: 'a policy of untrusted', turns: [[ask(files)]], policy: 'untrusted', answers: [yes] },
  { name: 'a granular policy without it', turns: [[ask(files)]], policy: granular(false) },
  { name: 'a granular policy with it', turns: [[ask(files)]], policy: granular(true), answers: [yes] },
  {
    name: 'a patch after a grant',
    turns: [[ask(files), patched(addFile(`${OUT}/patched.txt`))]],
    answers: [yes],
  },
  {
    // In 0.169.0 no command and no patch gets through after that: docs/quirks.md, "Granted folders stay guarded".
    name: 'patches after the grant of a single file',
    turns: [
      [
        ask({ file_system: { write: [ONE] } }),
        patched(addFile(ONE)),
        patched(addFile(`${OUT}/two.txt`), 'other'),
        run(`cat ${ONE}; ls ${OUT}`),
      ],
    ],
    answers: [granted({ fileSystem: { write: [ONE] } }), decided('decline')],
    versions: ['0.118.0'],
  },
  {
    name: 'a single file of .git',
    turns: [
      [
        ask({ file_system: { write: [`${GIT}/config`] } }),
        patched(`*** Begin Patch\n*** Update File: ${GIT}/config\n@@\n-old\n+new\n*** End Patch\n`),
        isWritable(`${GIT}/config`),
        isWritable(`${GIT}/HEAD`, 'head'),
      ],
    ],
    files: { 'work/.git/config': 'old\n', 'work/.git/HEAD': 'x\n' },
    answers: [granted({ fileSystem: { write: [`${GIT}/config`] } })],
  },
  {
    name: 'a read-only sandbox',
    turns: [[ask(files), isWritable(OUT), isWritable('.', 'here')]],
    sandbox: { type: 'readOnly', networkAccess: false },
    answers: [yes],
  },
  {
    name: 'a second request after a grant for the session',
    turns: [[ask(files), ask(files, 'ask_2')]],
    answers: [granted({ fileSystem: { write: [OUT] } }, { scope: 'session' }), granted({})],
  },
  { name: 'the switch off', turns: [[ask(files), named(files, 'true')]], features: '' },
  {
    name: 'a command that names its permissions',
    turns: [[named(files, `if [ -w ${OUT} ]; then echo writable; fi; true $((1))`), isWritable(OUT, 'next')]],
    answers: [decided('accept')],
  },
  {
    name: 'such a command, for the session',
    turns: [[named(files, 'echo $((1))'), named(files, 'echo $((1))', 'again'), isWritable(OUT, 'next')]],
    answers: [decided('acceptForSession')],
  },
  { name: 'such a command, declined', turns: [[named(files, 'echo $((1))')]], answers: [decided('decline')] },
  {
    name: 'such a command and the network',
    turns: [[named({ network: { enabled: true } }, SOCKET)]],
    answers: [decided('accept')],
  },
  {
    name: 'such a command after a grant of the same',
    turns: [
      [
        ask(files),
        named(files, 'echo $((1))'),
        named({ ...files, network: { enabled: true } }, 'echo $((1))', 'more'),
      ],
    ],
    answers: [yes, decided('accept')],
  },
  {
    name: 'such a command where nobody may be asked',
    turns: [[named(files, 'echo $((1))')]],
    policy: 'never',
  },
  { name: 'such a command under untrusted', turns: [[named(files, 'echo $((1))')]], policy: 'untrusted' },
  {
    name: 'such a command under a granular policy',
    turns: [[named(files, 'echo $((1))')]],
    policy: granular(true),
  },
  {
    name: 'such a command without a sandbox',
    turns: [[named(files, 'echo $((1))')]],
    sandbox: { type: 'dangerFullAccess' },
  },
  {
    name: 'such a command that names nothing',
    turns: [
      [
        run('echo $((1))', 'a', { sandbox_permissions: 'with_additional_permissions' }),
        named({}, 'echo $((1))', 'b'),
        run('true', 'c', { sandbox_permissions: 'nonsense' }),
      ],
    ],
  },
  {
    name: 'a command that names permissions in passing',
    turns: [[run('echo $((1))', 'run', { additional_permissions: files })]],
    answers: [decided('accept')],
  },
  {
    name: 'a shell command after a grant',
    turns: [
      [ask(files), call('shell_command', { command: `if [ -w ${OUT} ]; then echo writable; fi` }, 'shell')],
    ],
    answers: [yes],
    versions: ['0.118.0'],
  },
];

const FEATURES = 'request_permissions_tool = true\nexec_permission_approvals = true\n';

const onStage = sharedServers({ SHELL: '/bin/bash' });

function played(side: Side, version: Version, scenario: Scenario): Promise<string[]> {
  const { turns, features = FEATURES } = scenario;
  const thread = version === '0.118.0' ? { model: 'gpt-5.3-codex' } : {};
  return onStage({ side, version, features, thread, script: {} }, async (stage) => {
    const { target, backend, threadId, home, frames, normalise } = stage;
    const out = join(home, 'out');
    mkdirSync(out);
    writeFileSync(join(out, 'marker'), '');
    for (const [name, text] of Object.entries(scenario.files ?? {})) {
      mkdirSync(dirname(join(home, name)), { recursive: true });
      writeFileSync(join(home, name), text);
    }
    const placed = <T>(value: T): T =>
      JSON.parse(JSON.stringify(value).replaceAll(OUT, out).replaceAll('<work>', join(home, 'work'))) as T;
    // Every turn is told the same words at its end.
    backend.setScript({ replies: turns.flatMap((calls) => [...placed(calls), { text: 'Done.' }]) });
    const answers = placed(scenario.answers ?? []);
    const from = frames().length;
    const stop = answerQuestions(target, (number) => answers[number], target.frames.length);
    try {
      for (const _ of turns)
        await runTurn(target, threadId, 'go', {
          approvalPolicy: scenario.policy ?? 'on-request',
          sandboxPolicy: scenario.sandbox ?? workspace,
        });
    } finally {
      stop();
    }
    const told = frames()
      .slice(from)
      .flatMap((frame) => lineOf(normalise(frame) as Frame));
    const outputs = outputsIn(backend.requests.at(-1)).map((output) =>
      steadyHeader(JSON.stringify(normalise(output))),
    );
    return [...told, ...outputs];
  });
}

const TOLD =
  /^(?:thread\/status\/changed|serverRequest\/resolved|turn\/completed|item\/.*\/requestApproval)$/;
const VARYING: ReadonlySet<string> = new Set(['threadId', 'turnId', 'startedAtMs']);

/** When a command's item is told beside its question differs by version and stands in the tests of tools. */
function lineOf({ method, params }: Frame): string[] {
  if (typeof method !== 'string' || !TOLD.test(method)) return [];
  const members = params as Frame;
  if (method === 'turn/completed') return [`turn ${String((members.turn as Frame).status)}`];
  return [`${method} ${JSON.stringify(membersBut(VARYING, members))}`];
}

describe.each<Version>(['0.169.0', '0.118.0'])('permissions beside the real %s', (version) => {
  const chosen = scenarios.filter(({ versions }) => versions?.includes(version) ?? true);
  it.each(chosen)('go the same way with: $name', async (scenario) => {
    const mine = played('ours', version, scenario);
    const real = await playReal(
      () => played('real', version, scenario),
      async (theirs) => isDeepStrictEqual(await mine, theirs),
    );
    const ours = await mine;
    expect(ours).toEqual(real);
    expect(ours.at(-1)).toContain('"output":');
  });
});
