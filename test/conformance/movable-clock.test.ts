import { expect, it } from 'vitest';
import { movableClock } from '../../src/conformance/support/movable-clock.js';

it('does what falls due while it is moved on, in order', () => {
  const clock = movableClock();
  const done: string[] = [];
  clock.setTimeout(() => done.push('late'), 60_000);
  clock.setTimeout(() => done.push('early'), 30_000);
  const cancel = clock.setTimeout(() => done.push('cancelled'), 40_000);
  const stay = clock.setTimeout(() => done.push('not yet'), 3_600_000);
  cancel();
  const [now, monotonic] = [clock.now(), clock.monotonic()];
  clock.advance(60_000);
  expect(done).toEqual(['early', 'late']);
  expect(clock.now() - now).toBeGreaterThanOrEqual(60_000);
  expect(clock.monotonic() - monotonic).toBeGreaterThanOrEqual(60_000);
  stay();
});

it('goes on by itself, for what was set before it was moved, too', async () => {
  const clock = movableClock();
  const due = new Promise<void>((resolve) => void clock.setTimeout(resolve, 60_020));
  clock.advance(60_000);
  await due;
  await new Promise<void>((resolve) => void clock.setTimeout(resolve, 1));
});

it('lets a task call off what would come after it', () => {
  const clock = movableClock();
  const done: string[] = [];
  let cancel = (): void => {};
  clock.setTimeout(() => cancel(), 10);
  cancel = clock.setTimeout(() => done.push('cancelled'), 20);
  clock.advance(60_000);
  expect(done).toEqual([]);
});
