// Tools of the agent and the approvals around them, ours beside the real servers on the same script: the same items,
// questions and statuses in the same order, and the same words for the model. What differs stands in docs/quirks.md
// and is left out of the comparison by name.
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createBackend, type ReplyObject } from '../../../src/backend/index.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { normaliser } from '../support/normalise.js';
import { playReal } from '../support/play-real.js';
import { type Frame, type Side, startTarget, type Version } from '../support/target.js';
import { answerQuestions, membersBut, outputsIn, steadyHeader } from '../support/tool-turn.js';

interface Scenario {
  readonly name: string;
  readonly calls: readonly ReplyObject[];
  readonly turn: Frame;
  readonly answer?: Frame;
  readonly versions?: readonly Version[];
}

const call = (name: string, args: string | Frame, id = 'call_1'): ReplyObject => ({
  parts: [{ call: { name, arguments: args, id } }],
});
const exec = (cmd: string, more: Frame = {}, id = 'call_1'): ReplyObject =>
  call('exec_command', { cmd, ...more }, id);
const patch = (text: string, id = 'call_1'): ReplyObject => ({
  parts: [{ customCall: { name: 'apply_patch', input: text, id } }],
});
const decided = (decision: unknown): Frame => ({ result: { decision } });

const full = { type: 'dangerFullAccess' };
const readOnly = { type: 'readOnly', networkAccess: false };
const workspace = {
  type: 'workspaceWrite',
  writableRoots: [],
  networkAccess: false,
  excludeTmpdirEnvVar: false,
  excludeSlashTmp: false,
};
const never = { approvalPolicy: 'never', sandboxPolicy: full };
const untrusted = { approvalPolicy: 'untrusted', sandboxPolicy: full };
const onRequest = { approvalPolicy: 'on-request', sandboxPolicy: workspace };
const onFailure = { approvalPolicy: 'on-failure', sandboxPolicy: readOnly };
const ADD = '*** Begin Patch\n*** Add File: a.txt\n+hello\n*** End Patch\n';
const WRITE = 'touch x.txt; ls';
const escalated = {
  sandbox_permissions: 'require_escalated',
  justification: 'May I?',
  prefix_rule: ['touch'],
};

const scenarios: Scenario[] = [
  { name: 'a command', calls: [exec('echo hello')], turn: never },
  { name: 'a command that fails', calls: [exec('echo bad >&2; exit 3')], turn: never },
  { name: 'a command without output', calls: [exec('true')], turn: never },
  {
    name: 'commands that need quotes',
    calls: ['a\\b', "it's $x", 'a ^ b', "it's `x`!", '^', 'say "$a\\n"', 'é'].map((word, at) =>
      exec(`: '${word.replaceAll("'", '')}' # ${word}`, {}, `call_${at}`),
    ),
    turn: never,
  },
  {
    name: 'a command that needs quotes, asked about',
    calls: [exec(`touch "a\\b" 'it is'`)],
    turn: untrusted,
    answer: decided('accept'),
  },
  {
    name: 'a command in a missing folder',
    calls: [exec('ls', { workdir: 'missing' })],
    turn: never,
  },
  {
    name: 'a command in a missing folder, asked about',
    calls: [exec(WRITE, { workdir: 'missing' })],
    turn: untrusted,
    answer: decided('accept'),
  },
  {
    name: 'an output that is too long',
    calls: [exec('seq 1 20000', { max_output_tokens: 50 })],
    turn: never,
  },
  {
    name: 'a command that outlives its turn',
    calls: [exec('echo a; sleep 1', { yield_time_ms: 300 })],
    turn: never,
  },
  {
    name: 'calls that cannot be done',
    calls: [
      call('exec_command', { command: 'x' }),
      call('write_stdin', { session_id: 99, chars: '' }, 'call_2'),
      call('nope', {}, 'call_3'),
      { parts: [{ customCall: { name: 'nope', input: 'x', id: 'call_4' } }] },
      call('view_image', { path: 'missing.png' }, 'call_5'),
      call('request_user_input', { questions: [] }, 'call_6'),
    ],
    turn: never,
  },
  ...['accept', 'decline', 'acceptForSession'].map(
    (decision): Scenario => ({
      name: `a command, asked about: ${decision}`,
      calls: [exec(WRITE), exec(WRITE, {}, 'call_2')],
      turn: untrusted,
      answer: decided(decision),
    }),
  ),
  {
    name: 'a command, asked about: cancel',
    calls: [exec(WRITE)],
    turn: untrusted,
    answer: decided('cancel'),
  },
  {
    name: 'a command, asked about: allowed from now on',
    calls: [exec('touch x.txt'), exec('touch x.txt', {}, 'call_2')],
    turn: untrusted,
    answer: decided({ acceptWithExecpolicyAmendment: { execpolicy_amendment: ['touch', 'x.txt'] } }),
  },
  {
    name: 'a command, asked about: an error',
    calls: [exec(WRITE)],
    turn: untrusted,
    answer: { error: { code: -1, message: 'no' } },
  },
  {
    name: 'a command, asked about: no decision',
    calls: [exec(WRITE)],
    turn: untrusted,
    answer: { result: { a: 1 } },
  },
  { name: 'a command that only reads', calls: [exec('ls')], turn: untrusted, answer: decided('accept') },
  { name: 'a command that writes in the workspace', calls: [exec(WRITE)], turn: onRequest },
  {
    name: 'leaving the sandbox on request',
    calls: [exec('touch x', escalated)],
    turn: onRequest,
    answer: decided('accept'),
  },
  {
    name: 'leaving the sandbox, never',
    calls: [exec(WRITE, escalated)],
    turn: { ...never, sandboxPolicy: workspace },
  },
  { name: 'a removal by force', calls: [exec('rm -rf ./none')], turn: onRequest, answer: decided('decline') },
  { name: 'a removal by force, never', calls: [exec('rm -rf ./none')], turn: never },
  {
    name: 'a command the sandbox stopped, once more without',
    calls: [exec('touch x.txt')],
    turn: onFailure,
    answer: decided('accept'),
    versions: ['0.118.0'],
  },
  {
    name: 'a shell command, asked about',
    calls: [call('shell_command', { command: WRITE })],
    turn: untrusted,
    answer: decided('accept'),
  },
  { name: 'a patch', calls: [patch(ADD)], turn: never },
  { name: 'a patch, asked about', calls: [patch(ADD)], turn: untrusted, answer: decided('accept') },
  {
    name: 'a patch, accepted for the session',
    calls: [patch(ADD), patch(ADD.replace('hello', 'two'), 'call_2')],
    turn: untrusted,
    answer: decided('acceptForSession'),
  },
  {
    name: 'a patch that is refused by its sandbox',
    calls: [patch(ADD)],
    turn: { ...never, sandboxPolicy: readOnly },
  },
  {
    name: 'a patch that does not fit',
    calls: [patch(ADD.replace('Add', 'Update').replace('+', '@@\n-')), patch('x', 'call_2')],
    turn: never,
  },
  {
    name: 'a patch inside a command',
    calls: [exec(`apply_patch <<'EOF'\n${ADD}EOF\n`)],
    turn: untrusted,
    answer: decided('accept'),
  },
  {
    name: 'a plan',
    calls: [call('update_plan', { explanation: 'why', plan: [{ step: 'a', status: 'in_progress' }] })],
    turn: never,
  },
];

/** What a turn told, and what the model read. */
async function played(side: Side, version: Version, scenario: Scenario): Promise<string[]> {
  const backend = createBackend({
    script: { replies: [...scenario.calls, { text: 'Done.', times: 'always' }] },
  });
  await backend.listen();
  try {
    const target = await startTarget({
      side,
      version,
      config: backend.codexConfig(),
      env: { SHELL: '/bin/bash' },
    });
    const stop = answerQuestions(target, () => scenario.answer);
    try {
      await handshake(target);
      const threadId = await startThread(target, version === '0.118.0' ? { model: 'gpt-5.3-codex' } : {});
      const from = target.frames.length;
      await runTurn(target, threadId, 'go', scenario.turn);
      const normalise = normaliser(target.home);
      const told = target.frames.slice(from).flatMap((frame) => lineOf(normalise(frame) as Frame));
      return [
        ...told,
        ...outputsIn(backend.requests.at(-1)).map((output) => steady(JSON.stringify(normalise(output)))),
      ];
    } finally {
      stop();
      await target.close();
    }
  } finally {
    await backend.close();
  }
}

/** Output is told whole, and the diff once: docs/quirks.md, "Commands tell all of their output", "Diffs are told once". */
const TOLD =
  /^(?:item\/(?:started|completed)|thread\/status\/changed|serverRequest\/resolved|turn\/(?:plan\/updated|completed)|item\/.*\/requestApproval)$/;

function lineOf(frame: Frame): string[] {
  const { method } = frame;
  if (typeof method !== 'string' || !TOLD.test(method)) return [];
  const params = frame.params as Frame;
  const item = params.item as Frame | undefined;
  if (item?.type === 'userMessage' || item?.type === 'agentMessage') return [];
  if (method === 'turn/completed') return [`turn ${String((params.turn as Frame).status)}`];
  return [`${method} ${steady(JSON.stringify(membersBut(VARYING, item ?? params)))}`];
}

const VARYING: ReadonlySet<string> = new Set(['threadId', 'turnId', 'startedAtMs', 'completedAtMs']);

/** Without what differs from run to run. */
function steady(text: string): string {
  return steadyHeader(text)
    .replace(/"processId":"\d+"/g, '"processId":"<n>"')
    .replace(/session ID \d+/g, 'session ID <n>')
    .replace(/duration_seconds\\":[\d.]+/g, 'duration_seconds\\":<s>');
}

describe.each<Version>(['0.169.0', '0.118.0'])('tools beside the real %s', (version) => {
  const chosen = scenarios.filter(({ versions }) => versions?.includes(version) ?? true);
  it.each(chosen)('do the same with: $name', async (scenario) => {
    const mine = played('ours', version, scenario);
    const real = await playReal(
      () => played('real', version, scenario),
      async (theirs) => isDeepStrictEqual(await mine, theirs),
    );
    const ours = await mine;
    expect(ours).toEqual(real);
    expect(ours.some((line) => line.startsWith('turn '))).toBe(true);
    if (!ours.includes('turn interrupted')) expect(ours.at(-1)).toContain('"output":');
  });
});
