// Clients' own commands, ours beside the real servers: the same answers and notifications, or a named difference.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { handshake, type Scenario, transcript } from '../support/compare.js';
import { differences } from '../support/differences.js';
import type { Target, Version } from '../support/target.js';

const REAL_PLAYS = 3;

const free = { sandboxPolicy: { type: 'dangerFullAccess' } };
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const sh = (script: string): { command: string[] } => ({ command: ['sh', '-c', script] });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Plays requests one after the other, each answered before the next. */
async function play(target: Target, requests: readonly (readonly [string, object])[]): Promise<void> {
  await handshake(target);
  for (const [method, params] of requests) await target.request(method, params);
}

const execs = (...params: object[]) => params.map((one) => ['command/exec', one] as const);

const scenarios: (Scenario & { only?: Version })[] = [
  {
    name: 'commands and their ends',
    script: { replies: [] },
    play: (target) =>
      play(
        target,
        execs(
          sh('echo out; echo err >&2; exit 3'),
          { ...sh('kill -9 $$'), ...free },
          sh('kill -9 $$'),
          { ...sh('sleep 5 & echo left'), ...free },
          { ...sh('echo said; sleep 5'), timeoutMs: 300 },
          { ...sh('printf 1234567890; printf abcdefghi >&2'), outputBytesCap: 5 },
          { ...sh('printf 1234567890'), outputBytesCap: 0 },
          { ...sh('head -c 1100000 /dev/zero | tr "\\0" a | wc -c'), disableOutputCap: true },
          { ...sh('echo "[$FOO][$HOME]"'), env: { FOO: 'bar', HOME: null } },
          { ...sh('echo "[$CODEX_SANDBOX_NETWORK_DISABLED]"'), ...free },
          sh('echo "[$CODEX_SANDBOX_NETWORK_DISABLED]"'),
          { ...sh('echo "[$CODEX_SANDBOX_NETWORK_DISABLED]"'), sandboxPolicy: { type: 'externalSandbox' } },
          { command: ['printf', '\\223hi\\224 \\351'], ...free },
          { command: ['printf', '\\303\\251'], ...free },
          { command: ['pwd'], cwd: '.', ...free },
        ),
      ),
  },
  {
    name: 'commands that cannot be started',
    script: { replies: [] },
    play: (target) =>
      play(
        target,
        execs(
          { command: [] },
          { command: ['no-such-program'], ...free },
          { command: ['no-such-program'] },
          { command: ['./none'], ...free },
          { command: ['/etc'], ...free },
          { command: ['/etc/passwd'], ...free },
          { command: ['true'], cwd: '/no/such/folder' },
          { command: ['true'], cwd: '/etc/passwd' },
          { command: ['echo', 'a\0b'], ...free },
          { command: ['true'], tty: true },
          { command: ['true'], streamStdin: true },
          { command: ['true'], size: { rows: 1, cols: 1 }, timeoutMs: 1, disableTimeout: true },
          {
            command: ['true'],
            timeoutMs: 1,
            disableTimeout: true,
            outputBytesCap: 1,
            disableOutputCap: true,
          },
          { command: ['true'], timeoutMs: -1, outputBytesCap: 1, disableOutputCap: true },
          { command: ['true'], timeoutMs: -1, disableTimeout: true },
          { command: ['true'], tty: true, size: { rows: 0, cols: 0 }, timeoutMs: -1 },
          { command: ['true'], tty: true, size: { rows: 0, cols: 0 } },
          { command: ['true'], tty: true, processId: 'z', size: { rows: 70_000, cols: 1 } },
          { command: ['true'], outputBytesCap: -1 },
          { command: ['true'], permissionProfile: ':x', tty: true },
          { command: ['true'], permissionProfile: 'x' },
          { command: ['true'], permissionProfile: ':workspace', sandboxPolicy: { type: 'readOnly' } },
        ),
      ),
  },
  {
    name: 'what a sandbox lets through',
    script: { replies: [] },
    async play(target) {
      const tries = 'touch here; echo $?; touch ../beside; echo $?; mkdir .codex; echo $?';
      const writable = { type: 'workspaceWrite', excludeSlashTmp: true };
      await play(
        target,
        execs(
          { ...sh(tries), sandboxPolicy: { type: 'readOnly' } },
          { ...sh(tries), sandboxPolicy: writable },
          { ...sh('touch inner/x; echo $?; touch x; echo $?'), cwd: '..', sandboxPolicy: writable },
          { ...sh(tries), sandboxPolicy: { ...writable, writableRoots: [target.home] } },
          { ...sh('touch free; echo $?'), permissionProfile: ':danger-full-access' },
        ),
      );
    },
  },
  {
    name: 'input, output and names',
    script: { replies: [] },
    async play(target) {
      await handshake(target);
      const cat = target.request('command/exec', {
        command: ['cat'],
        processId: 'p',
        streamStdin: true,
        streamStdoutStderr: true,
      });
      const write = (params: object) => target.request('command/exec/write', { processId: 'p', ...params });
      await write({ deltaBase64: base64('hello\n') });
      await pause(400);
      await target.request('command/exec', { command: ['true'], processId: 'p' });
      await write({});
      for (const bad of ['!!', 'aGk', 'aG k=', 'aGl=', 'aGkabc-_', 'aGkab'])
        await write({ deltaBase64: bad });
      await write({ deltaBase64: '' });
      await target.request('command/exec/resize', { processId: 'p', size: { rows: 1, cols: 1 } });
      await target.request('command/exec/resize', { processId: 'p', size: { rows: 0, cols: 1 } });
      await write({ closeStdin: true });
      await cat;
      await write({ closeStdin: true });
      await target.request('command/exec/terminate', { processId: 'p' });
      const streamed = { processId: 'c', streamStdoutStderr: true, outputBytesCap: 5 };
      await target.request('command/exec', {
        ...sh('printf 123; sleep 0.3; printf 4567; sleep 0.3; printf x'),
        ...streamed,
      });
      await target.request('command/exec', { ...sh('printf x'), processId: '', streamStdoutStderr: true });
    },
  },
  {
    name: 'terminals',
    script: { replies: [] },
    async play(target) {
      await handshake(target);
      const tty = { tty: true, ...free };
      const size = { rows: 10, cols: 40 };
      await target.request('command/exec', { ...sh('stty size'), ...tty, processId: 'a', size });
      await target.request('command/exec', { ...sh('stty size'), ...tty, processId: 'b' });
      const running = target.request('command/exec', {
        ...sh('stty -echo; read a; stty size; read b'),
        ...tty,
        processId: 'c',
      });
      await pause(400);
      await target.request('command/exec/resize', { processId: 'c', size: { rows: 33, cols: 44 } });
      await target.request('command/exec/write', { processId: 'c', deltaBase64: base64('\n') });
      await pause(400);
      await target.request('command/exec/write', { processId: 'c', closeStdin: true });
      await running;
    },
  },
  {
    name: 'ends before their time',
    script: { replies: [] },
    async play(target) {
      await handshake(target);
      for (const more of [free, {}, { ...free, tty: true }]) {
        const script = sh('trap "echo got; exit 7" TERM; echo a; sleep 3 & wait');
        const answer = target.request('command/exec', { ...script, processId: 'k', ...more });
        await pause(500);
        await target.request('command/exec/terminate', { processId: 'k' });
        await answer;
      }
    },
  },
  {
    name: 'processes',
    only: '0.169.0',
    script: { replies: [] },
    async play(target) {
      await handshake(target);
      const cwd = target.cwd;
      const spawn = async (params: object): Promise<void> => {
        const from = target.frames.length;
        const answer = await target.request('process/spawn', { processHandle: 'h', cwd, ...params });
        if ('error' in answer) return;
        await target.waitFor('process/exited', (frame) => frame.method === 'process/exited', from);
        // The handle is free a moment later.
        await pause(100);
      };
      await spawn({ ...sh('x'), processHandle: '' });
      await spawn({ command: [], processHandle: '' });
      await spawn({ ...sh('x'), cwd: '/no/such/folder' });
      await spawn({ command: ['no-such-program'] });
      await spawn({ ...sh('x'), size: { rows: 0, cols: 1 }, timeoutMs: -1 });
      await spawn({ ...sh('x'), tty: true, size: { rows: 0, cols: 1 } });
      await spawn({ ...sh('x'), timeoutMs: -1 });
      await spawn(sh('echo hi; echo err >&2; exit 3'));
      await spawn({ ...sh('echo hi; sleep 0.2; echo err >&2'), streamStdoutStderr: true });
      await spawn({ ...sh('printf 1234567890; printf 12345 >&2'), outputBytesCap: 5 });
      await spawn({ ...sh('printf 1234567890'), outputBytesCap: 0 });
      await spawn({ ...sh('printf 1234567890'), outputBytesCap: 5, streamStdoutStderr: true });
      await spawn({ ...sh('echo a; sleep 5'), timeoutMs: 300 });
      await spawn({ ...sh('echo "[$FOO][$HOME]"'), env: { FOO: 'b', HOME: null } });
      await spawn(sh('sleep 4 & echo hi'));
      await spawn({ ...sh('stty size'), tty: true });
      await spawn({ ...sh('sleep 10.5'), timeoutMs: null, outputBytesCap: null });
      await spawn({ command: ['cat'] });
      await target.request('process/spawn', { command: ['cat'], processHandle: 'k', cwd, streamStdin: true });
      await target.request('process/spawn', { command: ['cat'], processHandle: 'k', cwd });
      await target.request('process/writeStdin', { processHandle: 'k' });
      await target.request('process/writeStdin', { processHandle: 'k', deltaBase64: '!' });
      await target.request('process/writeStdin', { processHandle: 'k', deltaBase64: base64('x') });
      await target.request('process/resizePty', { processHandle: 'k', size: { rows: 1, cols: 1 } });
      await target.request('process/resizePty', { processHandle: 'k', size: { rows: 0, cols: 1 } });
      await pause(300);
      await target.request('process/kill', { processHandle: 'k' });
      await pause(300);
      await target.request('process/kill', { processHandle: 'k' });
      await target.request('command/exec/terminate', { processId: 'k' });
    },
  },
];

/** What may differ, each with its heading in docs/quirks.md. */
const known: readonly { quirk: string; line: RegExp }[] = [
  {
    quirk: 'A missing program is missing in a sandbox too',
    line: /linux-sandbox|^answer 4\.error: ours .*failed to spawn command: No such file/,
  },
];

function unexplained(lines: readonly string[]): string[] {
  return lines.filter((line) => !known.some((one) => one.line.test(line)));
}

describe.each<Version>(['0.169.0', '0.118.0'])("clients' commands of ours beside the real %s", (version) => {
  const played = scenarios.filter(({ only }) => only === undefined || only === version);

  it.each(played)('end the same in: $name', { timeout: 120_000 }, async (scenario) => {
    const ours = await transcript('ours', version, scenario);
    let left: string[] = [];
    // How output falls into pieces varies with the real server's load.
    for (let times = 0; times < REAL_PLAYS; times += 1) {
      left = unexplained(differences(ours, await transcript('real', version, scenario)));
      if (left.length === 0) break;
    }
    expect(left).toEqual([]);
  });

  it('names only headings of docs/quirks.md', () => {
    const quirks = readFileSync(new URL('../../../docs/quirks.md', import.meta.url), 'utf8');
    for (const { quirk } of known) expect(quirks).toContain(`### ${quirk}\n`);
  });
});
