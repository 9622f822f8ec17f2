import { expect, it } from 'vitest';
import { sideBySide } from '../../src/conformance/reports/side-by-side.js';

const rows = (expected: unknown, actual: unknown): string[] =>
  sideBySide(expected, actual)
    .slice(2)
    .map((line) => line.replace(/ +│ ?/, ' | ').trimEnd());

it('marks what differs, and nothing else', () => {
  expect(rows({ a: 1, b: 2 }, { a: 1, b: 3, c: 4 })).toEqual([
    '  { | {',
    '    "a": 1, |   "a": 1,',
    '≠   "b": 2 |   "b": 3,',
    '≠ |   "c": 4',
    '  } | }',
  ]);
});

it('keeps lines in step when one is missing', () => {
  const marked = rows(['a', 'b', 'c'], ['a', 'c']).filter((line) => line.startsWith('≠'));
  expect(marked).toEqual(['≠   "b", |']);
});

it('leaves out what is alike and far away', () => {
  const list = Array.from({ length: 40 }, (_, at) => at);
  const shown = rows([...list, 'x'], [...list, 'y']);
  expect(shown[0]).toBe('  …');
  expect(shown.length).toBeLessThan(8);
});
