// Locks on files, across processes, the same that the real server takes: an exclusive flock(2). Node has no flock,
// but a lock belongs to the open file, so a helper program that inherits the descriptor can take it for us and exit.
// Without such a program a file with our process id keeps at least our own processes apart.

import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Clock, sleep } from '../../util/clock.js';
import { numberAt, textAt } from '../../util/peek.js';

export type LockOutcome = 'locked' | 'busy' | 'unavailable';

export interface FlockOptions {
  /** Waits while somebody else has the lock, at most until the signal; otherwise that is `busy`. */
  readonly waits?: AbortSignal;
  /** A file that is locked first, waiting, for as long as it takes to try. */
  readonly after?: string;
}

interface Helper {
  readonly command: string;
  args(options: { isWaiting: boolean; after: string | undefined }): string[];
}

const HELPERS: readonly Helper[] = [
  {
    command: 'flock',
    args: ({ isWaiting, after }) => [
      ...(after === undefined ? [] : ['-x', after, 'flock']),
      ...(isWaiting ? [] : ['-n']),
      '-x',
      '3',
    ],
  },
  {
    command: 'perl',
    args: ({ isWaiting, after }) => [
      '-e',
      'if (length $ARGV[1]) { open(C, ">>", $ARGV[1]) && flock(C, 2) or exit 3; } open(F, ">&=", 3) or exit 3; exit(flock(F, $ARGV[0]) ? 0 : 1)',
      isWaiting ? '2' : '6',
      after ?? '',
    ],
  },
];

/** Takes the lock of an open file. It is held until the descriptor is closed, by us or by our end. */
export async function flock(fd: number, { waits, after }: FlockOptions = {}): Promise<LockOutcome> {
  for (const { command, args } of HELPERS) {
    const helper = { command, args: args({ isWaiting: waits !== undefined, after }) };
    // A helper that cannot even be started is none.
    const outcome = await runHelper(helper, fd, waits).catch(() => 'unavailable' as const);
    if (outcome !== 'unavailable') return outcome;
  }
  return 'unavailable';
}

/** Runs a helper program with the locked file as its descriptor 3; the signal ends it as `busy`. */
export function runHelper(
  { command, args }: { command: string; args: readonly string[] },
  fd: number | 'ignore',
  signal?: AbortSignal,
): Promise<LockOutcome> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'ignore', fd] });
    const stop = (): void => void child.kill();
    const settle = (outcome: LockOutcome): void => {
      signal?.removeEventListener('abort', stop);
      resolve(signal?.aborted && outcome !== 'locked' ? 'busy' : outcome);
    };
    child.once('error', () => settle('unavailable'));
    child.once('exit', (code) => settle(code === 0 ? 'locked' : code === 1 ? 'busy' : 'unavailable'));
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
  });
}

export interface FileLock {
  release(): void;
}

/** Null when a living process, this one included, holds the file. */
export function lockByPid(path: string): FileLock | null {
  const mine = JSON.stringify({ pid: process.pid });
  mkdirSync(dirname(path), { recursive: true });
  for (;;) {
    try {
      writeFileSync(path, mine, { flag: 'wx' });
      return { release: () => rmSync(path, { force: true }) };
    } catch (cause) {
      if (textAt(cause, 'code') !== 'EEXIST') throw cause;
      if (isAlive(holderOf(path))) return null;
      rmSync(path, { force: true });
    }
  }
}

function holderOf(path: string): number | undefined {
  try {
    return numberAt(JSON.parse(readFileSync(path, 'utf8')), 'pid');
  } catch {
    return undefined;
  }
}

function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return textAt(cause, 'code') === 'EPERM';
  }
}

export interface WaitOptions {
  readonly clock: Clock;
  readonly patienceMs: number;
}

const LOOK_AGAIN_MS = 50;

/**
 * Waits for the lock of a file, which is created when it is not there and stays when the lock is released.
 * @throws Error when it is still held by somebody else after `patienceMs`
 */
export async function lockFile(path: string, { clock, patienceMs }: WaitOptions): Promise<FileLock> {
  mkdirSync(dirname(path), { recursive: true });
  const late = new AbortController();
  const cancel = clock.setTimeout(() => late.abort(), patienceMs);
  const fd = openSync(path, 'a', 0o600);
  let isHeld = false;
  try {
    const outcome = await flock(fd, { waits: late.signal });
    if (outcome === 'locked') {
      isHeld = true;
      return { release: () => closeSync(fd) };
    }
    if (outcome === 'unavailable') return await waitByPid(`${path}.pid`, clock, late.signal);
    throw tooLate(path, patienceMs);
  } catch (cause) {
    if (cause === late.signal.reason) throw tooLate(path, patienceMs);
    throw cause;
  } finally {
    cancel();
    if (!isHeld) closeSync(fd);
  }
}

async function waitByPid(path: string, clock: Clock, signal: AbortSignal): Promise<FileLock> {
  for (;;) {
    const lock = lockByPid(path);
    if (lock !== null) return lock;
    await sleep(clock, LOOK_AGAIN_MS, signal);
  }
}

function tooLate(path: string, patienceMs: number): Error {
  return new Error(`Another process still holds ${path} after ${Math.round(patienceMs / 1000)} s.`);
}
