// Tools of the agent, ours beside the real servers.
import {
  call,
  compareTools,
  decided,
  exec,
  never,
  onFailure,
  onRequest,
  patch,
  readOnly,
  type ToolPlay,
  untrusted,
  workspace,
} from '../support/tool-plays.js';

const ADD = '*** Begin Patch\n*** Add File: a.txt\n+hello\n*** End Patch\n';
const WRITE = 'touch x.txt; ls';
const escalated = {
  sandbox_permissions: 'require_escalated',
  justification: 'May I?',
  prefix_rule: ['touch'],
};

const plays: ToolPlay[] = [
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
    (decision): ToolPlay => ({
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
    isAlone: true,
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

compareTools('tools', plays);
