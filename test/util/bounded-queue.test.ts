import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BoundedQueue } from '../../src/util/bounded-queue.js';

test('refuses the entry that would cross the count', () => {
  const queue = new BoundedQueue<string>({ maxCount: 2, maxBytes: 100 });
  expect([queue.push('a'), queue.push('b'), queue.push('c')]).toEqual([true, true, false]);
  expect(queue.size).toBe(2);
  queue.shift();
  expect(queue.push('c')).toBe(true);
});

test('refuses the entry that would cross the bytes', () => {
  const queue = new BoundedQueue<string>({ maxCount: 10, maxBytes: 10 });
  expect([queue.push('a', 6), queue.push('b', 5), queue.push('c', 4)]).toEqual([true, false, true]);
  expect(queue.bytes).toBe(10);
});

test('takes one entry of any weight when empty, so that nothing is stuck for ever', () => {
  const queue = new BoundedQueue<string>({ maxCount: 10, maxBytes: 10 });
  expect(queue.push('huge', 1000)).toBe(true);
  expect(queue.push('small', 1)).toBe(false);
});

test('takes what must not be lost beyond its limits', () => {
  const queue = new BoundedQueue<string>({ maxCount: 1, maxBytes: 1 });
  queue.push('a', 1);
  queue.forcePush('b', 5);
  expect([queue.size, queue.bytes]).toEqual([2, 6]);
  expect([queue.shift(), queue.shift(), queue.shift()]).toEqual(['a', 'b', undefined]);
});

test('keeps order and counts like a plain list, whatever is done to it', () => {
  const step = fc.oneof(fc.constant('shift' as const), fc.nat(20));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 3000 }), (steps) => {
      const queue = new BoundedQueue<number>({ maxCount: 50, maxBytes: 300 });
      const model: number[] = [];
      for (const [index, one] of steps.entries()) {
        const [got, expected] = one === 'shift' ? [queue.shift(), model.shift()] : [];
        expect(got).toBe(expected);
        if (one !== 'shift' && queue.push(index, one)) model.push(index);
        expect(queue.size).toBe(model.length);
        expect(queue.peek()).toBe(model[0]);
      }
      while (model.length > 0) expect(queue.shift()).toBe(model.shift());
      expect(queue.bytes).toBe(0);
    }),
    { numRuns: 50 },
  );
});

test('keeps order over many more entries than it holds at once', () => {
  const queue = new BoundedQueue<number>({ maxCount: 5000, maxBytes: 1 });
  const shifted: (number | undefined)[] = [];
  for (let next = 0; next < 20_000; next += 1) {
    queue.push(next);
    if (next >= 3000) shifted.push(queue.shift());
  }
  expect(shifted).toEqual(Array.from({ length: 17_000 }, (_, index) => index));
  queue.clear();
  expect([queue.shift(), queue.size, queue.bytes]).toEqual([undefined, 0, 0]);
});
