// Decisions, policies and sandboxes that tools meet, ours beside the real servers.
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
const OUTSIDE = ADD.replace('a.txt', '../outside.txt');
const WRITE = 'touch x.txt; ls';
const LEAVE = { sandbox_permissions: 'require_escalated', justification: 'May I?' };
const granular = (more: Record<string, boolean>): unknown => ({
  granular: {
    sandbox_approval: true,
    rules: true,
    skill_approval: true,
    request_permissions: true,
    mcp_elicitations: true,
    ...more,
  },
});
/** "Declined items complete once", "Items of stopped calls complete". */
const ENDS = /^(?:item\/completed .*"fileChange"|thread\/status\/changed)/;
const external = { type: 'externalSandbox', networkAccess: 'restricted' };

const plays: ToolPlay[] = [
  ...['cancel', 'decline'].map(
    (decision): ToolPlay => ({
      name: `a patch, asked about: ${decision}`,
      calls: [patch(ADD)],
      turn: untrusted,
      answer: decided(decision),
      apart: ENDS,
    }),
  ),
  {
    name: 'a patch, asked about: an error',
    calls: [patch(ADD)],
    turn: untrusted,
    answer: { error: { code: -1, message: 'no' } },
    apart: ENDS,
  },
  {
    name: 'a patch outside of the workspace',
    calls: [patch(OUTSIDE)],
    turn: onRequest,
    answer: decided('accept'),
    // "Paths are told without dots".
    versions: ['0.169.0'],
  },
  {
    name: 'a patch outside of the workspace, never',
    calls: [patch(OUTSIDE)],
    turn: { ...onRequest, approvalPolicy: 'never' },
  },
  {
    name: 'a patch in a sandbox that only reads',
    calls: [patch(ADD)],
    turn: { approvalPolicy: 'on-request', sandboxPolicy: readOnly },
    answer: decided('accept'),
  },
  {
    name: 'a patch after a failure',
    calls: [patch(ADD)],
    turn: onFailure,
    answer: decided('accept'),
    versions: ['0.118.0'],
  },
  {
    name: 'a command that its sandbox stops, declined without',
    calls: [exec('touch x.txt')],
    turn: onFailure,
    answer: decided('decline'),
    versions: ['0.118.0'],
  },
  {
    name: 'granular: sandbox approvals',
    calls: [exec('touch x', LEAVE)],
    turn: { ...onRequest, approvalPolicy: granular({}) },
    answer: decided('accept'),
  },
  {
    name: 'granular: no sandbox approvals',
    calls: [exec('touch x', LEAVE), patch(OUTSIDE, 'call_2')],
    turn: { ...onRequest, approvalPolicy: granular({ sandbox_approval: false }) },
  },
  {
    name: 'untrusted: leave to leave the sandbox',
    calls: [exec('touch x', LEAVE), exec('ls', LEAVE, 'call_2')],
    turn: { ...onRequest, approvalPolicy: 'untrusted' },
    answer: decided('accept'),
  },
  {
    name: 'a sandbox of somebody else',
    calls: [exec('touch x; ls'), patch(ADD, 'call_2')],
    turn: { approvalPolicy: 'on-request', sandboxPolicy: external },
  },
  {
    name: 'no network',
    calls: [exec('sleep 1; echo "[$CODEX_SANDBOX_NETWORK_DISABLED]"; exec 3<>/dev/tcp/127.0.0.1/9')],
    turn: { ...never, sandboxPolicy: workspace },
    // "A command its sandbox stopped is an ordinary failure": it sleeps because one that fails at once is hidden there.
    versions: ['0.169.0'],
  },
  {
    name: 'the network',
    calls: [exec('echo "[$CODEX_SANDBOX_NETWORK_DISABLED]"; exec 3<>/dev/tcp/127.0.0.1/9')],
    turn: { ...never, sandboxPolicy: { ...workspace, networkAccess: true } },
  },
  {
    name: 'a shell command that takes too long',
    calls: [call('shell_command', { command: 'echo a; sleep 20', timeout_ms: 300 })],
    turn: never,
  },
  {
    name: 'a shell command elsewhere',
    calls: [call('shell_command', { command: 'pwd', workdir: '/', login: false })],
    turn: never,
  },
  {
    name: 'a shell command, asked about: cancel',
    calls: [call('shell_command', { command: WRITE })],
    turn: untrusted,
    answer: decided('cancel'),
  },
  {
    name: 'a terminal that is written to',
    calls: [
      exec('read -r a; echo "got $a"', { tty: true, yield_time_ms: 400 }),
      { parts: [{ stdin: { chars: 'words\n', id: 'call_2', yieldMs: 1000 } }] },
    ],
    turn: never,
  },
  {
    name: 'a pipe that cannot be written to',
    calls: [
      exec('sleep 1', { yield_time_ms: 250 }),
      { parts: [{ stdin: { chars: 'words\n', id: 'call_2' } }] },
    ],
    turn: never,
  },
  {
    name: 'a command in another shell',
    calls: [exec('echo "$0"', { shell: '/bin/sh', login: false })],
    turn: never,
    // "A model may ask for shells that are here".
    versions: ['0.169.0'],
  },
  {
    name: 'a patch as a function',
    calls: [call('apply_patch', { input: ADD })],
    turn: never,
    versions: ['0.118.0'],
  },
  {
    name: 'a patch as a shell command',
    calls: [call('shell_command', { command: `apply_patch <<'EOF'\n${ADD}EOF\n` })],
    turn: untrusted,
    answer: decided('decline'),
    apart: ENDS,
  },
  {
    name: 'a patch with a mistake in a command',
    calls: [exec(`apply_patch <<'EOF'\n*** Begin Patch\nnonsense\n*** End Patch\nEOF\n`)],
    turn: never,
  },
  {
    name: 'a plan that makes no sense',
    calls: [
      call('update_plan', { plan: [{ step: 'a', status: 'done' }] }),
      call('update_plan', {}, 'call_2'),
      call('update_plan', '{"plan":', 'call_3'),
    ],
    turn: never,
  },
  {
    name: 'calls that are no JSON',
    calls: [
      call('exec_command', '{"cmd":'),
      call('shell_command', 'ls', 'call_2'),
      call('write_stdin', '{"session_id": 1, }', 'call_3'),
      call('view_image', '{path}', 'call_4'),
    ],
    turn: never,
  },
  {
    name: 'a picture that is none',
    calls: [
      exec('echo text > a.png'),
      call('view_image', { path: 'a.png' }, 'call_2'),
      call('view_image', { path: '.' }, 'call_3'),
    ],
    turn: never,
  },
];

compareTools('further tools', plays);
