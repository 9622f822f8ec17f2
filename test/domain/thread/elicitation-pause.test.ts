import { expect, test } from 'vitest';
import { ElicitationPause } from '../../../src/domain/thread/elicitation-pause.js';
import { fakeClock } from '../../util/fake-clock.js';
import { failureOf } from '../refusal.js';

test('a time-out stands still while any question is open', () => {
  const clock = fakeClock();
  const pause = new ElicitationPause(clock);
  let fired = 0;
  pause.setTimeout(() => {
    fired += 1;
  }, 100);
  clock.advance(60);
  expect(pause.increment()).toEqual({ count: 1, paused: true });
  expect(pause.increment()).toEqual({ count: 2, paused: true });
  clock.advance(1000);
  expect(pause.decrement()).toEqual({ count: 1, paused: true });
  clock.advance(1000);
  expect(pause.decrement()).toEqual({ count: 0, paused: false });
  clock.advance(39);
  expect(fired).toBe(0);
  clock.advance(1);
  expect(fired).toBe(1);
});

test('a time-out set during a question begins when it is closed, and can be cancelled', () => {
  const clock = fakeClock();
  const pause = new ElicitationPause(clock);
  let fired = 0;
  const fire = (): void => {
    fired += 1;
  };
  pause.increment();
  pause.setTimeout(fire, 10);
  const cancel = pause.setTimeout(fire, 10);
  clock.advance(100);
  pause.decrement();
  cancel();
  clock.advance(10);
  expect(fired).toBe(1);
});

test('a question that was never opened cannot be closed', () => {
  expect(failureOf(() => new ElicitationPause(fakeClock()).decrement())).toBe('elicitationsZero');
});
