import { expect, test } from 'vitest';
import { sleep, systemClock } from '../../src/util/clock.js';
import { fakeClock } from './fake-clock.js';

test('sleep resolves only when its time has come', async () => {
  const clock = fakeClock();
  let isAwake = false;
  const sleeping = sleep(clock, 100).then(() => {
    isAwake = true;
  });
  await clock.advanceAsync(99);
  expect(isAwake).toBe(false);
  await clock.advanceAsync(1);
  await sleeping;
  expect(isAwake).toBe(true);
});

test('sleep ends with the reason of the signal and leaves no timer', async () => {
  const clock = fakeClock();
  const controller = new AbortController();
  const sleeping = sleep(clock, 100, controller.signal);
  controller.abort(new Error('enough'));
  await expect(sleeping).rejects.toThrow('enough');
  expect(clock.pendingTimers).toBe(0);
});

test('sleep does not start under a signal that is aborted already', async () => {
  const clock = fakeClock();
  await expect(sleep(clock, 100, AbortSignal.abort(new Error('no')))).rejects.toThrow('no');
  expect(clock.pendingTimers).toBe(0);
});

test('a cancelled timer of the system clock never fires', async () => {
  let fired = false;
  const cancel = systemClock.setTimeout(() => {
    fired = true;
  }, 0);
  cancel();
  await new Promise<void>((resolve) => systemClock.setTimeout(resolve, 1));
  expect(fired).toBe(false);
});

test('a delay longer than the platform allows does not fire at once', async () => {
  let fired = false;
  const cancel = systemClock.setTimeout(() => {
    fired = true;
  }, 1e12);
  await new Promise<void>((resolve) => systemClock.setTimeout(resolve, 1));
  cancel();
  expect(fired).toBe(false);
});
