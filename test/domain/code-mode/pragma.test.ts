import { describe, expect, test } from 'vitest';
import { codeWish } from '../../../src/domain/code-mode/pragma.js';

describe('the source of a script', () => {
  test('is all of the input where no line says otherwise', () => {
    const plain = { yieldMs: null, maxTokens: null };
    for (const source of ['text(1)', '\n// @exec: {"yield_time_ms":1}\ntext(1)', '//@exec: x\ntext(1)'])
      expect(codeWish(source)).toEqual({ source, ...plain });
  });

  test('comes after a line that says how long to wait and how much to tell', () => {
    expect(codeWish(' // @exec: {"yield_time_ms": 5, "max_output_tokens": null} \r\na\nb')).toEqual({
      source: 'a\nb',
      yieldMs: 5,
      maxTokens: null,
    });
  });

  test.each([
    ['', 'exec expects raw JavaScript'],
    [' \n', 'exec expects raw JavaScript'],
    ['// @exec: {}', 'followed by JavaScript source'],
    ['// @exec: {}\n \n', 'followed by JavaScript source'],
    ['// @exec:\n1', 'must be a JSON object'],
    ['// @exec: [1]\n1', 'must be a JSON object'],
    [
      '// @exec: x\n1',
      'must be valid JSON with supported fields `yield_time_ms` and `max_output_tokens`: expected value',
    ],
    ['// @exec: {"odd":1}\n1', 'got `odd`'],
    ['// @exec: {"yield_time_ms":-1}\n1', 'safe integers: invalid number'],
    ['// @exec: {"max_output_tokens":1e3}\n1', 'safe integers: invalid number'],
    ['// @exec: {"yield_time_ms":"x"}\n1', 'invalid type: string "x", expected u64'],
    [
      '// @exec: {"yield_time_ms":9007199254740993}\n1',
      'field `yield_time_ms` must be a non-negative safe integer',
    ],
  ])('is refused in words: %j', (input, words) => {
    expect(() => codeWish(input)).toThrow(words);
  });
});
