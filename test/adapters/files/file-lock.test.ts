import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flock, lockByPid, lockFile } from '../../../src/adapters/files/file-lock.js';
import { systemClock } from '../../../src/util/clock.js';
import { fakeClock } from '../../util/fake-clock.js';
import { temporaryHome } from '../credentials/support.js';

const patient = { clock: systemClock, patienceMs: 10_000 };

describe('the lock of a file', () => {
  it('is held by one at a time, also within a process', async () => {
    using home = temporaryHome();
    const path = join(home.path, 'auth.lock');
    const order: string[] = [];
    const first = await lockFile(path, patient);
    const second = lockFile(path, patient).then((lock) => {
      order.push('second has it');
      return lock;
    });
    const fd = openSync(path, 'a');
    expect(await flock(fd)).toBe('busy');
    order.push('first lets go');
    first.release();
    (await second).release();
    expect(order).toEqual(['first lets go', 'second has it']);
    expect(await flock(fd)).toBe('locked');
    closeSync(fd);
  });

  it('is not waited for for ever, and no timer is left', async () => {
    using home = temporaryHome();
    const path = join(home.path, 'auth.lock');
    const first = await lockFile(path, patient);
    const clock = fakeClock();
    const late = lockFile(path, { clock, patienceMs: 5000 }).catch((thrown: Error) => thrown.message);
    clock.advance(5000);
    expect(await late).toBe(`Another process still holds ${path} after 5 s.`);
    expect(clock.pendingTimers).toBe(0);
    first.release();
    (await lockFile(path, patient)).release();
  });

  it('is let go by a process that ends', async () => {
    using home = temporaryHome();
    const path = join(home.path, 'pid');
    // No process has this number.
    writeFileSync(path, JSON.stringify({ pid: 2 ** 30 }));
    const lock = lockByPid(path);
    expect(lock).not.toBeNull();
    expect(lockByPid(path)).toBeNull();
    lock?.release();
    const again = lockByPid(path);
    expect(again).not.toBeNull();
    again?.release();
  });

  it.each(['', '{', '{"pid":"x"}'])('is not taken for held because of a broken file: %j', (text) => {
    using home = temporaryHome();
    const path = join(home.path, 'pid');
    writeFileSync(path, text);
    expect(lockByPid(path)).not.toBeNull();
  });
});
