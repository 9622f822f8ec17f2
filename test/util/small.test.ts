import { expect, test } from 'vitest';
import { CodedError, messageOf } from '../../src/util/coded-error.js';
import { deferred } from '../../src/util/deferred.js';
import { Emitter } from '../../src/util/emitter.js';
import { isUuid, randomId, timeOrderedId } from '../../src/util/ids.js';
import { TextTail } from '../../src/util/text-tail.js';

test('a deferred keeps its first outcome', async () => {
  const one = deferred<number>();
  expect(one.isSettled).toBe(false);
  one.resolve(1);
  one.resolve(2);
  one.reject(new Error('late'));
  expect(one.isSettled).toBe(true);
  await expect(one.promise).resolves.toBe(1);
});

test('an emitter calls its listeners in order, and not those that left', () => {
  const emitter = new Emitter<string>();
  const heard: string[] = [];
  const leave = emitter.on((event) => heard.push(`first ${event}`));
  emitter.on((event) => heard.push(`second ${event}`));
  emitter.emit('a');
  leave();
  emitter.emit('b');
  expect(heard).toEqual(['first a', 'second a', 'second b']);
});

test('a listener that is added during an event hears the next one', () => {
  const emitter = new Emitter<number>();
  const heard: number[] = [];
  emitter.on(() => emitter.on((event) => heard.push(event)));
  emitter.emit(1);
  expect(heard).toEqual([]);
  emitter.emit(2);
  expect(heard).toEqual([2]);
});

test('time-ordered ids sort by the time they were made', () => {
  const ids = Array.from({ length: 100 }, timeOrderedId);
  expect([...ids].sort()).toEqual(ids);
  expect(ids.every(isUuid)).toBe(true);
  expect(isUuid(randomId())).toBe(true);
  expect(isUuid('thread-1')).toBe(false);
});

test('a text tail keeps the newest characters only', () => {
  const tail = new TextTail(5);
  for (const letter of 'abcdefghijkl') tail.push(letter);
  expect(tail.text).toBe('hijkl');
  tail.push('m');
  expect(tail.text).toBe('ijklm');
});

test('a text tail survives a flood of empty and of huge chunks', () => {
  const tail = new TextTail(3);
  for (let count = 0; count < 5000; count += 1) tail.push('');
  tail.push('x'.repeat(100_000));
  tail.push('yz');
  expect(tail.text).toBe('xyz');
});

test('an error carries its class name, code and cause', () => {
  class OwnError extends CodedError<'broken'> {}
  const cause = new Error('inner');
  const error = new OwnError('broken', 'It broke.', { cause });
  expect([error.name, error.code, error.cause]).toEqual(['OwnError', 'broken', cause]);
  expect([messageOf(error), messageOf('text')]).toEqual(['It broke.', 'text']);
});
