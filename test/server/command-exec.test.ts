import { afterEach, describe, expect, it, vi } from 'vitest';
import { DomainError } from '../../src/domain/errors.js';
import { type FakeCommand, FakeRunner } from '../domain/one-off/fake-runner.js';
import type { TestClient } from './support/test-client.js';
import { type TestServer, testServer, VERSIONS } from './support/test-server.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

interface Started {
  readonly client: TestClient;
  readonly runner: FakeRunner;
  /** The command that was started last, once there are `count`. */
  readonly running: (count?: number) => Promise<FakeCommand>;
}

async function start(version: string): Promise<Started> {
  const runner = new FakeRunner();
  server = await testServer({ version, runner });
  const client = await server.connect();
  const running = async (count = 1): Promise<FakeCommand> => {
    await vi.waitUntil(() => runner.started.length >= count, { interval: 2, timeout: 5_000 });
    return runner.last;
  };
  return { client, runner, running };
}

const refusal = (message: string, code = -32600) => ({ error: { code, message } });

describe.each(VERSIONS)('command/exec of codex %s', (version) => {
  it('answers with what was said and how it ended', async () => {
    const { client, running } = await start(version);
    const answer = client.call('command/exec', { command: ['make', 'all'] });
    const command = await running();
    expect(command.spec).toMatchObject({
      argv: ['make', 'all'],
      cwd: server?.home,
      tty: null,
      stdin: 'closed',
      sandbox: { type: 'readOnly' },
    });
    command.say('built\n');
    command.say('warned\n', 'stderr');
    command.end({ exitCode: 2 });
    expect(await answer).toEqual({ exitCode: 2, stdout: 'built\n', stderr: 'warned\n' });
  });

  it('lets other requests of the connection go on meanwhile', async () => {
    const { client, running } = await start(version);
    const answer = client.call('command/exec', { command: ['sleep'] });
    const command = await running();
    expect(await client.call('thread/loaded/list')).toMatchObject({ data: [] });
    command.end({ exitCode: 0 });
    expect(await answer).toMatchObject({ exitCode: 0 });
  });

  it('takes folder, environment and policy from its params', async () => {
    const { client, running } = await start(version);
    const params = { command: ['x'], cwd: 'sub', env: { A: '1', HOME: null } };
    const answer = client.call('command/exec', { ...params, sandboxPolicy: { type: 'dangerFullAccess' } });
    const { spec, end } = await running();
    expect(spec).toMatchObject({ cwd: `${server?.home}/sub`, env: { A: '1', PATH: '/bin' } });
    // The workspace is the server's, wherever the command starts.
    expect(spec.sandboxCwd).toBe(server?.home);
    expect(spec.env).not.toHaveProperty('HOME');
    expect(spec.sandbox).toEqual({ type: 'dangerFullAccess' });
    end.call(await running(), { exitCode: 0 });
    await answer;
  });

  it('streams what is said, and does not repeat it in the answer', async () => {
    const { client, running } = await start(version);
    const params = { command: ['x'], processId: 'p', streamStdoutStderr: true, outputBytesCap: 4 };
    const answer = client.call('command/exec', params);
    const command = await running();
    command.say('one');
    command.say('two');
    command.say('three');
    command.say('e', 'stderr');
    command.end({ exitCode: 0 });
    expect(await answer).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    const deltas = client.notifications.filter(({ method }) => method === 'command/exec/outputDelta');
    expect(deltas.map(({ params: delta }) => delta)).toEqual([
      { processId: 'p', stream: 'stdout', deltaBase64: base64('one'), capReached: false },
      { processId: 'p', stream: 'stdout', deltaBase64: base64('t'), capReached: true },
      { processId: 'p', stream: 'stderr', deltaBase64: base64('e'), capReached: false },
    ]);
  });

  it('keeps at most the cap of each stream, a mebibyte unless something else is said', async () => {
    const { client, running } = await start(version);
    const run = async (count: number, more: object): Promise<{ stdout: string; stderr: string }> => {
      const answer = client.call('command/exec', { command: ['x'], ...more });
      const command = await running(count);
      command.say('a'.repeat(2_000_000));
      command.say('b'.repeat(3), 'stderr');
      command.end({ exitCode: 0 });
      return answer;
    };
    expect((await run(1, {})).stdout).toHaveLength(1024 * 1024);
    expect(await run(2, { outputBytesCap: 2 })).toMatchObject({ stdout: 'aa', stderr: 'bb' });
    expect(await run(3, { outputBytesCap: 0 })).toMatchObject({ stdout: '', stderr: '' });
    expect((await run(4, { disableOutputCap: true })).stdout).toHaveLength(2_000_000);
  });

  it('ends what takes too long with 124, and keeps what it had said', async () => {
    const { client, running } = await start(version);
    const answer = client.call('command/exec', { command: ['x'], timeoutMs: 30 });
    const command = await running();
    command.say('half');
    expect(await answer).toEqual({ exitCode: 124, stdout: 'half', stderr: '' });
    expect(command.kills).toEqual(['atOnce']);
  });

  it('passes input on, and its end', async () => {
    const { client, running } = await start(version);
    const answer = client.call('command/exec', { command: ['cat'], processId: 'p', streamStdin: true });
    // Without waiting for anything: the name is known from the moment the command was asked for.
    await client.call('command/exec/write', { processId: 'p', deltaBase64: base64('hi') });
    await client.call('command/exec/write', { processId: 'p', deltaBase64: base64('!'), closeStdin: true });
    expect(await client.ask('command/exec/write', { processId: 'p', closeStdin: true })).toMatchObject(
      refusal('stdin is already closed'),
    );
    const command = await running();
    expect(command.input).toEqual(['hi', '!', '<end>']);
    command.end({ exitCode: 0 });
    await answer;
  });

  it('gives a terminal, and changes its size', async () => {
    const { client, running } = await start(version);
    const answer = client.call('command/exec', { command: ['vi'], processId: 'p', tty: true });
    const command = await running();
    expect(command.spec).toMatchObject({ tty: { rows: 24, cols: 80 }, stdin: 'open' });
    await client.call('command/exec/resize', { processId: 'p', size: { rows: 3, cols: 4 } });
    expect(command.sizes).toEqual([{ rows: 3, cols: 4 }]);
    command.end({ exitCode: 0 });
    await answer;
  });

  it('ends a command when it is told to, at once', async () => {
    const { client, running } = await start(version);
    const answer = client.call('command/exec', { command: ['x'], processId: 'p' });
    const command = await running();
    expect(await client.call('command/exec/terminate', { processId: 'p' })).toEqual({});
    expect(await answer).toMatchObject({ exitCode: version === '0.118.0' ? -1 : 137 });
    expect(command.kills).toEqual(['atOnce']);
    expect(await client.ask('command/exec/terminate', { processId: 'p' })).toMatchObject(
      refusal('no active command/exec for process id "p"'),
    );
  });

  it('ends the commands of a connection that closes, and no others', async () => {
    const { client, running } = await start(version);
    const other = await server?.connect();
    void client.ask('command/exec', { command: ['mine'], processId: 'p' });
    const mine = await running(1);
    const answer = other?.call('command/exec', { command: ['theirs'], processId: 'p' });
    const theirs = await running(2);
    await client.transport.close('done');
    await mine.exited;
    expect(mine.kills).toEqual(['atOnce']);
    expect(theirs.kills).toEqual([]);
    theirs.end({ exitCode: 0 });
    await answer;
  });

  it('tells 1 of what a signal ended in a terminal', async () => {
    const { client, running } = await start(version);
    const answer = client.call('command/exec', { command: ['x'], processId: 'p', tty: true });
    (await running()).end({ exitCode: 137, signalled: true });
    expect(await answer).toMatchObject({ exitCode: 1 });
  });

  it('knows the commands of its own connection only', async () => {
    const { client, running } = await start(version);
    const other = await server?.connect();
    const answer = client.call('command/exec', { command: ['x'], processId: 'p' });
    const command = await running();
    expect(await other?.ask('command/exec/terminate', { processId: 'p' })).toMatchObject(
      refusal('no active command/exec for process id "p"'),
    );
    command.end({ exitCode: 0 });
    await answer;
  });

  it('refuses a name in use, and takes it again afterwards', async () => {
    const { client, runner, running } = await start(version);
    const answer = client.call('command/exec', { command: ['x'], processId: 'p' });
    const command = await running();
    expect(await client.ask('command/exec', { command: ['y'], processId: 'p' })).toMatchObject(
      refusal('duplicate active command/exec process id: "p"'),
    );
    command.end({ exitCode: 0 });
    await answer;
    runner.refusal = new DomainError({ code: 'commandNotStarted', message: 'no' });
    const failed = refusal('failed to spawn command: no', -32603);
    for (let times = 0; times < 2; times += 1) {
      expect(await client.ask('command/exec', { command: ['y'], processId: 'p' })).toMatchObject(failed);
    }
  });

  it('reads output that is no UTF-8 as an old Windows program meant it', async () => {
    const { client, running } = await start(version);
    const answer = client.call('command/exec', { command: ['x'] });
    const command = await running();
    command.say(Uint8Array.of(0x93, 0x68, 0x69, 0x94));
    command.end({ exitCode: 0 });
    expect(await answer).toMatchObject({ stdout: '\u201chi\u201d' });
  });

  it.each([
    [{ command: [] }, -32600, 'command must not be empty'],
    [{ size: { rows: 1, cols: 1 } }, -32602, 'command/exec size requires tty: true'],
    [
      { tty: true, processId: 'p', size: { rows: 0, cols: 1 } },
      -32602,
      'command/exec size rows and cols must be greater than 0',
    ],
    [
      { timeoutMs: 1, disableTimeout: true },
      -32602,
      'command/exec cannot set both timeoutMs and disableTimeout',
    ],
    [
      { outputBytesCap: 1, disableOutputCap: true },
      -32602,
      'command/exec cannot set both outputBytesCap and disableOutputCap',
    ],
    [{ timeoutMs: -5 }, -32602, 'command/exec timeoutMs must be non-negative, got -5'],
    [{ tty: true }, -32600, 'command/exec tty or streaming requires a client-supplied processId'],
    [{ streamStdin: true }, -32600, 'command/exec tty or streaming requires a client-supplied processId'],
  ])('refuses %j', async (more, code, message) => {
    const { client, runner } = await start(version);
    const answer = await client.ask('command/exec', { command: ['x'], ...more });
    expect(answer).toMatchObject(refusal(message, code));
    expect(runner.started).toEqual([]);
  });

  it.each([
    ['command/exec/write', {}, -32602, 'command/exec/write requires deltaBase64 or closeStdin'],
    [
      'command/exec/write',
      { deltaBase64: '!!' },
      -32602,
      'invalid deltaBase64: Invalid symbol 33, offset 0.',
    ],
    [
      'command/exec/write',
      { closeStdin: true },
      -32600,
      'stdin streaming is not enabled for this command/exec',
    ],
    [
      'command/exec/resize',
      { size: { rows: 0, cols: 1 } },
      -32602,
      'command/exec size rows and cols must be greater than 0',
    ],
    [
      'command/exec/resize',
      { size: { rows: 1, cols: 1 } },
      -32600,
      'failed to resize PTY: process is not attached to a PTY',
    ],
  ])('refuses %s %j of a command without input and terminal', async (method, more, code, message) => {
    const { client, running } = await start(version);
    const answer = client.call('command/exec', { command: ['x'], processId: 'p' });
    const command = await running();
    expect(await client.ask(method, { processId: 'p', ...more })).toMatchObject(refusal(message, code));
    command.end({ exitCode: 0 });
    await answer;
  });
});

describe('permission profiles of codex 0.169.0', () => {
  it.each([
    [':read-only', { type: 'readOnly' }],
    [':workspace', { type: 'workspaceWrite' }],
    [':danger-full-access', { type: 'dangerFullAccess' }],
  ])('%s is a policy', async (permissionProfile, policy) => {
    const { client, running } = await start('0.169.0');
    const answer = client.call('command/exec', { command: ['x'], permissionProfile });
    const command = await running();
    expect(command.spec.sandbox).toMatchObject(policy);
    command.end({ exitCode: 0 });
    await answer;
  });

  it.each([
    [
      { permissionProfile: ':x' },
      'invalid permission profile: default_permissions refers to unknown built-in profile `:x`',
    ],
    [
      { permissionProfile: 'x' },
      'invalid permission profile: default_permissions requires a `[permissions]` table',
    ],
    [
      { permissionProfile: ':workspace', sandboxPolicy: { type: 'readOnly' } },
      '`permissionProfile` cannot be combined with `sandboxPolicy`',
    ],
  ])('%j is refused', async (more, message) => {
    const { client } = await start('0.169.0');
    expect(await client.ask('command/exec', { command: ['x'], ...more })).toMatchObject(refusal(message));
  });
});

describe('process/* of codex 0.169.0', () => {
  const spawn = { command: ['x'], processHandle: 'h', cwd: '/tmp' };
  const exits = (client: TestClient) =>
    client.notifications.filter(({ method }) => method === 'process/exited').map(({ params }) => params);

  it('is answered when it runs, and tells its end', async () => {
    const { client, running } = await start('0.169.0');
    expect(await client.call('process/spawn', spawn)).toEqual({});
    const command = await running();
    expect(command.spec).toMatchObject({ sandbox: null, cwd: '/tmp', stdin: 'closed' });
    command.say('out');
    command.end({ exitCode: 3, outputCut: true });
    await client.until(({ method }) => method === 'process/exited');
    expect(exits(client)).toEqual([
      {
        processHandle: 'h',
        exitCode: 3,
        outputDrainTimedOut: true,
        stdout: 'out',
        stdoutCapReached: false,
        stderr: '',
        stderrCapReached: false,
      },
    ]);
  });

  it('says nothing before its spawn is answered', async () => {
    const { client, runner } = await start('0.169.0');
    const began = runner.start.bind(runner);
    runner.start = async (spec) => {
      const command = await began(spec);
      const listen = command.onOutput.bind(command);
      command.onOutput = (listener) => {
        listen(listener);
        runner.last.say('quick');
        runner.last.end({ exitCode: 0 });
      };
      return command;
    };
    await client.ask('process/spawn', { ...spawn, streamStdoutStderr: true });
    await client.until(({ method }) => method === 'process/exited');
    expect(client.log.slice(-3)).toEqual(['#2', 'process/outputDelta', 'process/exited']);
  });

  it('is written to and killed by its handle', async () => {
    const { client, running } = await start('0.169.0');
    await client.call('process/spawn', { ...spawn, streamStdin: true });
    const command = await running();
    await client.call('process/writeStdin', { processHandle: 'h', deltaBase64: base64('x') });
    expect(command.input).toEqual(['x']);
    expect(await client.ask('process/spawn', spawn)).toMatchObject(
      refusal('duplicate active process handle: "h"'),
    );
    expect(await client.ask('command/exec/terminate', { processId: 'h' })).toMatchObject(
      refusal('no active command/exec for process id "h"'),
    );
    await client.call('process/kill', { processHandle: 'h' });
    await client.until(({ method }) => method === 'process/exited');
    expect(exits(client)).toMatchObject([{ exitCode: 137 }]);
    expect(await client.ask('process/kill', { processHandle: 'h' })).toMatchObject(
      refusal('no active process for process handle "h"'),
    );
  });

  it('has no limits where null says so', async () => {
    const { client, running } = await start('0.169.0');
    await client.call('process/spawn', { ...spawn, outputBytesCap: null, timeoutMs: null });
    const command = await running();
    command.say('a'.repeat(2_000_000));
    command.end({ exitCode: 0 });
    await client.until(({ method }) => method === 'process/exited');
    expect(exits(client)).toMatchObject([{ stdout: 'a'.repeat(2_000_000), stdoutCapReached: false }]);
  });

  it.each([
    [{ processHandle: '' }, -32600, 'processHandle must not be empty'],
    [{ command: [], processHandle: '' }, -32600, 'command must not be empty'],
    [{ size: { rows: 1, cols: 1 } }, -32602, 'process/spawn size requires tty: true'],
    [{ tty: true, size: { rows: 0, cols: 1 } }, -32602, 'process size rows and cols must be greater than 0'],
    [{ timeoutMs: -1 }, -32602, 'process/spawn timeoutMs must be non-negative, got -1'],
  ])('refuses %j', async (more, code, message) => {
    const { client } = await start('0.169.0');
    expect(await client.ask('process/spawn', { ...spawn, ...more })).toMatchObject(refusal(message, code));
  });
});
