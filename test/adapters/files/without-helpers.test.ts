import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFile } from '../../../src/adapters/files/file-lock.js';
import { systemClock } from '../../../src/util/clock.js';
import { fakeClock, settled } from '../../util/fake-clock.js';
import { temporaryHome } from '../credentials/support.js';

describe('the lock of a file on a machine without a program that takes it', () => {
  const before = process.env.PATH;

  beforeEach(() => {
    process.env.PATH = '/nowhere';
  });

  afterEach(() => {
    process.env.PATH = before;
  });

  it('keeps our own processes apart', async () => {
    using home = temporaryHome();
    const path = join(home.path, 'auth.lock');
    const first = await lockFile(path, { clock: systemClock, patienceMs: 10_000 });
    expect(existsSync(`${path}.pid`)).toBe(true);
    const clock = fakeClock();
    let isHeld = false;
    const second = lockFile(path, { clock, patienceMs: 5000 }).then((lock) => {
      isHeld = true;
      return lock;
    });
    while (clock.pendingTimers < 2) await settled();
    await clock.advanceAsync(1000);
    expect(isHeld).toBe(false);
    first.release();
    await clock.advanceAsync(1000);
    expect(isHeld).toBe(true);
    (await second).release();
    expect(existsSync(`${path}.pid`)).toBe(false);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is not waited for for ever', async () => {
    using home = temporaryHome();
    const path = join(home.path, 'auth.lock');
    const first = await lockFile(path, { clock: systemClock, patienceMs: 10_000 });
    const clock = fakeClock();
    const late = lockFile(path, { clock, patienceMs: 5000 }).catch((thrown: Error) => thrown.message);
    while (clock.pendingTimers < 2) await settled();
    await clock.advanceAsync(5000);
    expect(await late).toBe(`Another process still holds ${path} after 5 s.`);
    first.release();
  });
});
