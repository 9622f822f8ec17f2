import { expect, it } from 'vitest';
import { Capture } from '../../../src/domain/one-off/capture.js';

it.each([
  [0, '', true],
  [2, 'ab', true],
  [3, 'abc', true],
  [4, 'abc', false],
  [null, 'abc', false],
])('a cap of %s keeps %j of three bytes', (cap, kept, capReached) => {
  const capture = new Capture(cap, true);
  expect(capture.capReached).toBe(false);
  capture.take(Buffer.from('abc'));
  expect(Buffer.from(capture.bytes()).toString()).toBe(kept);
  expect(capture.capReached).toBe(capReached);
});

it('a cap of nothing is not reached where nothing was written', () => {
  const capture = new Capture(0, true);
  capture.take(new Uint8Array(0));
  expect(capture.capReached).toBe(false);
});
