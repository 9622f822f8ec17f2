import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandSpec } from '../../../src/domain/command-ports.js';
import { ended, type Fixture, fixture, isAlive, spec, until } from './support.js';

let run: Fixture;
beforeEach(() => {
  run = fixture();
});
afterEach(() => run.close());

const start = (script: string, more: Parameters<typeof spec>[2] = {}) =>
  run.runner.start(spec(run.cwd, script, more));

/** A process id that a script wrote. */
async function pidIn(name: string): Promise<number> {
  const file = join(run.cwd, name);
  await until(() => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n'));
  return Number(readFileSync(file, 'utf8'));
}

describe.each([
  ['behind pipes', null],
  ['in a terminal', { rows: 24, cols: 80 }],
])('a command %s', (_name, tty) => {
  it('gives its exit code and all of its output, however late somebody listens', async () => {
    const running = await start('echo one; echo two; exit 3', { tty });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { exitCode, stdout } = await ended(running);
    expect({ exitCode, stdout: stdout.replaceAll('\r', '') }).toEqual({ exitCode: 3, stdout: 'one\ntwo\n' });
  });

  it('loses nothing of a long output', async () => {
    const { stdout } = await ended(await start('seq 1 20000', { tty }));
    const lines = stdout.replaceAll('\r', '').trimEnd().split('\n');
    expect([lines.length, lines[0], lines.at(-1)]).toEqual([20000, '1', '20000']);
  });

  it('runs in its folder with its own environment alone', async () => {
    const env = { PATH: process.env.PATH ?? '', ONLY: 'this' };
    const { stdout } = await ended(await start('pwd; echo "$ONLY:$HOME:"', { tty, env }));
    expect(stdout.replaceAll('\r', '')).toBe(`${run.cwd}\nthis::\n`);
  });

  it('takes input', async () => {
    const running = await start('read line; echo "got $line"', { tty, stdin: 'open' });
    await running.write(Buffer.from('hello\n'));
    const { stdout } = await ended(running);
    expect(stdout).toContain('got hello');
  });

  it('sees the end of its input', async () => {
    const running = await start('cat; echo end', { tty, stdin: 'open' });
    await running.write(Buffer.from('x\n'));
    running.closeStdin();
    expect((await ended(running)).stdout).toContain('end');
  });

  it('is killed with everything in its group', async () => {
    const running = await start('sleep 100 & echo $! > child; wait', { tty });
    const child = await pidIn('child');
    await running.kill();
    await until(async () => !(await isAlive(child)));
    expect(await isAlive(running.pid)).toBe(false);
  });

  it('is killed even when it does not want to', async () => {
    const running = await start("trap '' TERM HUP; echo up; while :; do sleep 0.05; done", { tty });
    await new Promise<void>((resolve) => {
      running.onOutput(() => resolve());
    });
    await running.kill();
    expect(await isAlive(running.pid)).toBe(false);
  });

  it.each([
    [
      'a program that is not there',
      { argv: ['no-such-program-here'] },
      'No such file or directory (os error 2)',
    ],
    ['words that the system cannot take', { argv: ['echo', 'a\0b'] }, 'nul byte found in provided data'],
    ['a file that may not be run', { argv: ['/etc/passwd'] }, 'Permission denied (os error 13)'],
    ['a folder that is a file', { cwd: '/etc/passwd' }, 'Not a directory (os error 20)'],
    ['a folder that is not there', { cwd: '/no/such/folder' }, 'No such file or directory (os error 2)'],
  ])('is refused for %s', async (_what, more, message) => {
    await expect(start('true', { tty, ...more })).rejects.toMatchObject({
      failure: { code: 'commandNotStarted', message },
    });
  });
});

describe('a command behind pipes', () => {
  it('keeps its two streams apart', async () => {
    expect(await ended(await start('echo out; echo err >&2'))).toMatchObject({
      exitCode: 0,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  it('refuses input after its end', async () => {
    const running = await start('sleep 100', { stdin: 'open' });
    running.closeStdin();
    await expect(running.write(Buffer.from('x'))).rejects.toMatchObject({ code: 'stdinClosed' });
    await running.kill();
  });

  it('ends although a child in the background still holds its output', async () => {
    const running = await start('sleep 100 & echo $! > child; echo done');
    expect(await ended(running)).toMatchObject({ exitCode: 0, stdout: 'done\n', outputCut: true });
    const child = await pidIn('child');
    expect(await isAlive(child)).toBe(true);
    // What was left behind may run on, but not for longer than the runner.
    await run.runner.close();
    expect(await isAlive(child)).toBe(false);
  });

  it('lets itself be asked to end, and says its last words', async () => {
    const script = 'trap "echo bye; exit 7" TERM; echo up; sleep 100 & wait';
    for (const sandbox of [null, { type: 'readOnly' }] as const) {
      const running = await start(script, { sandbox });
      await new Promise<void>((resolve) => running.onOutput(() => resolve()));
      await running.kill();
      expect(await running.exited).toMatchObject({ exitCode: 7, signalled: false });
    }
  });

  it('is ended at once when it need not be asked', async () => {
    const running = await start('trap "exit 7" TERM; echo up; sleep 100 & wait');
    await new Promise<void>((resolve) => running.onOutput(() => resolve()));
    await running.kill('atOnce');
    expect(await running.exited).toMatchObject({ exitCode: 137, signalled: true });
  });

  it('is killed with the jobs of an interactive shell, which have groups of their own', async () => {
    const running = await start('', { argv: ['bash', '-mc', 'sleep 100 & echo $! > job; wait'] });
    const job = await pidIn('job');
    await running.kill();
    expect(await isAlive(job)).toBe(false);
  });

  it("is told that there is no network, also when the sandbox is somebody else's", async () => {
    const script = 'echo "[$CODEX_SANDBOX_NETWORK_DISABLED]"';
    const said = async (sandbox: CommandSpec['sandbox']) =>
      (await ended(await start(script, { sandbox }))).stdout.trim();
    expect(await said({ type: 'readOnly' })).toBe('[1]');
    expect(await said({ type: 'externalSandbox' })).toBe('[1]');
    expect(await said({ type: 'readOnly', networkAccess: true })).toBe('[]');
    expect(await said(null)).toBe('[]');
  });

  it('tells the signal that ended it as 128 and its number', async () => {
    expect((await ended(await start('kill -9 $$'))).exitCode).toBe(137);
  });
});

describe('a command in a terminal', () => {
  it('has one, of the size that was asked for, and later of another', async () => {
    const running = await start('stty size; read line; stty size', {
      tty: { rows: 30, cols: 90 },
      stdin: 'open',
    });
    let text = '';
    running.onOutput((_stream, data) => {
      text += Buffer.from(data).toString();
    });
    await until(() => text.includes('30 90'));
    running.resize({ rows: 10, cols: 20 });
    await running.write(Buffer.from('\n'));
    await running.exited;
    expect(text).toContain('10 20');
  });
});

describe('the runner', () => {
  it('ends everything it started, and starts nothing more', async () => {
    const running = await start('sleep 100');
    await run.runner.close();
    expect(await isAlive(running.pid)).toBe(false);
    await expect(start('true')).rejects.toMatchObject({ code: 'shuttingDown' });
  });

  it('leaves nothing behind when its own process is killed', async () => {
    const host = spawn(
      process.execPath,
      ['--import', 'tsx', join('test', 'adapters', 'exec', 'fixtures', 'host.ts'), run.cwd],
      { stdio: 'ignore' },
    );
    await pidIn('ready');
    const [pipes, terminal] = [await pidIn('pipes'), await pidIn('terminal')];
    expect([await isAlive(pipes), await isAlive(terminal)]).toEqual([true, true]);
    host.kill('SIGKILL');
    await until(async () => !(await isAlive(pipes)) && !(await isAlive(terminal)));
  }, 20_000);
});
