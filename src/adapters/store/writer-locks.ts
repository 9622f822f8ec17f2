// One writer per thread, across processes. The real server holds an exclusive flock(2) on
// `thread-writer-locks/<id>.lock`; Node has no flock, but a lock belongs to the open file, so a helper program
// that inherits the descriptor can take it for us and exit. Without such a program a file with our process id
// keeps at least our own processes apart.

import { spawn } from 'node:child_process';
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { numberAt, textAt } from '../../util/peek.js';

export interface WriterLock {
  release(): Promise<void>;
}

export interface WriterLocks {
  /** Null when another process, or another log of this one, writes to the thread. */
  acquire(threadId: string): Promise<WriterLock | null>;
}

/** A program that takes an flock for us; `path` is locked first, waiting, so that no lock file vanishes meanwhile. */
type Locker = (path: string) => { command: string; args: string[] };

const LOCKERS: readonly Locker[] = [
  (path) => ({ command: 'flock', args: ['-x', path, 'flock', '-n', '-x', '3'] }),
  (path) => ({
    command: 'perl',
    args: [
      '-e',
      'open(C, ">>", $ARGV[0]) && flock(C, 2) or exit 3; open(F, ">&=", 3) or exit 3; exit(flock(F, 6) ? 0 : 1)',
      path,
    ],
  }),
];

type Outcome = 'locked' | 'busy' | 'unavailable';

export function createWriterLocks(codexHome: string, ownFolder: string): WriterLocks {
  const folder = join(codexHome, 'thread-writer-locks');
  const coordination = join(folder, '.coordination.lock');
  const leaving: string[] = [];
  let lockers = LOCKERS;
  let sweep: Promise<void> | null = null;

  async function take(fd: number): Promise<Outcome> {
    while (lockers[0]) {
      const outcome = await run(lockers[0](coordination), fd);
      if (outcome !== 'unavailable') return outcome;
      lockers = lockers.slice(1);
    }
    return 'unavailable';
  }

  return {
    async acquire(threadId) {
      const path = join(folder, `${threadId}.lock`);
      mkdirSync(folder, { recursive: true });
      for (;;) {
        const fd = openSync(path, 'a', 0o644);
        const outcome = await take(fd).catch(() => 'unavailable' as const);
        if (outcome === 'unavailable') {
          closeSync(fd);
          rmSync(path, { force: true });
          return acquireByPid(join(ownFolder, 'writers'), threadId);
        }
        if (outcome === 'busy') {
          closeSync(fd);
          return null;
        }
        // Its last holder may have removed the file between our open and our lock.
        if (statSync(path, { throwIfNoEntry: false })?.ino === fstatSync(fd).ino) return held(fd, path);
        closeSync(fd);
      }
    },
  };

  function held(fd: number, path: string): WriterLock {
    let released: Promise<void> | null = null;
    return {
      release() {
        released ??= remove(path).finally(() => closeSync(fd));
        return released;
      },
    };
  }

  /** Removes lock files while nobody can be opening them; many at once cost one helper. */
  function remove(path: string): Promise<void> {
    leaving.push(path);
    sweep ??= new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
      sweep = null;
      await run({ command: 'flock', args: ['-x', coordination, 'rm', '-f', ...leaving.splice(0)] }, 'ignore');
    });
    return sweep;
  }
}

/** Runs a locker with the lock file as its descriptor 3. */
function run({ command, args }: ReturnType<Locker>, fd: number | 'ignore'): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'ignore', fd] });
    child.once('error', () => resolve('unavailable'));
    child.once('exit', (code) => resolve(code === 0 ? 'locked' : code === 1 ? 'busy' : 'unavailable'));
  });
}

function acquireByPid(folder: string, threadId: string): WriterLock | null {
  const path = join(folder, `${threadId}.json`);
  const mine = JSON.stringify({ pid: process.pid });
  mkdirSync(folder, { recursive: true });
  for (;;) {
    try {
      writeFileSync(path, mine, { flag: 'wx' });
      return {
        release: () => {
          rmSync(path, { force: true });
          return Promise.resolve();
        },
      };
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
