// One writer per thread, across processes. The real server holds an exclusive flock(2) on
// `thread-writer-locks/<id>.lock`, and so do we.

import { closeSync, fstatSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { flock, lockByPid, runHelper } from '../files/file-lock.js';

export interface WriterLock {
  release(): Promise<void>;
}

export interface WriterLocks {
  /** Null when another process, or another log of this one, writes to the thread. */
  acquire(threadId: string): Promise<WriterLock | null>;
}

export function createWriterLocks(codexHome: string, ownFolder: string): WriterLocks {
  const folder = join(codexHome, 'thread-writer-locks');
  const coordination = join(folder, '.coordination.lock');
  const leaving: string[] = [];
  let sweep: Promise<void> | null = null;

  return {
    async acquire(threadId) {
      const path = join(folder, `${threadId}.lock`);
      mkdirSync(folder, { recursive: true });
      for (;;) {
        const fd = openSync(path, 'a', 0o644);
        // The coordination lock keeps lock files from vanishing meanwhile.
        const outcome = await flock(fd, { after: coordination });
        if (outcome === 'unavailable') {
          closeSync(fd);
          rmSync(path, { force: true });
          return acquireByPid(join(ownFolder, 'writers', `${threadId}.json`));
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
      await runHelper(
        { command: 'flock', args: ['-x', coordination, 'rm', '-f', ...leaving.splice(0)] },
        'ignore',
      );
    });
    return sweep;
  }
}

function acquireByPid(path: string): WriterLock | null {
  const lock = lockByPid(path);
  return (
    lock && {
      release: () => {
        lock.release();
        return Promise.resolve();
      },
    }
  );
}
