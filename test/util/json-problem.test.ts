import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonProblem } from '../../src/util/json-problem.js';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('what is wrong with a text that is no JSON', () => {
  test.each([
    ['', 'EOF while parsing a value at line 1 column 0'],
    ['{"text":', 'EOF while parsing a value at line 1 column 8'],
    ['words', 'expected value at line 1 column 1'],
    ['{name}', 'key must be a string at line 1 column 2'],
    ['{"a":1} {}', 'trailing characters at line 1 column 9'],
    ['{', 'EOF while parsing an object at line 1 column 1'],
    ['{"a"', 'EOF while parsing an object at line 1 column 4'],
    ['{"a":1,', 'EOF while parsing a value at line 1 column 7'],
    ['{"a":1,}', 'trailing comma at line 1 column 8'],
    ['{"a":1 "b"', 'expected `,` or `}` at line 1 column 8'],
    ['{"a" 1}', 'expected `:` at line 1 column 6'],
    ['[1,', 'EOF while parsing a value at line 1 column 3'],
    ['[1', 'EOF while parsing a list at line 1 column 2'],
    ['[1,]', 'trailing comma at line 1 column 4'],
    ['[1 2]', 'expected `,` or `]` at line 1 column 4'],
    ['"a', 'EOF while parsing a string at line 1 column 2'],
    ['"\\x"', 'invalid escape at line 1 column 3'],
    ['"\\u00g0"', 'invalid escape at line 1 column 7'],
    ['"\\u00', 'EOF while parsing a string at line 1 column 5'],
    ['"\t"', 'control character (\\u0000-\\u001F) found while parsing a string at line 1 column 2'],
    ['nope', 'expected ident at line 1 column 2'],
    ['tru', 'EOF while parsing a value at line 1 column 3'],
    ['-', 'EOF while parsing a value at line 1 column 1'],
    ['-x', 'invalid number at line 1 column 2'],
    ['01', 'invalid number at line 1 column 2'],
    ['1.x', 'invalid number at line 1 column 3'],
    ['1e', 'EOF while parsing a value at line 1 column 2'],
    ['{\n  "é": x\n}', 'expected value at line 2 column 9'],
  ])('%j: %s', (text, problem) => {
    expect(jsonProblem(text)).toBe(problem);
  });

  test('is told of exactly those texts that the engine does not read', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '\\',
      'u12',
      '1',
      '0',
      '-',
      '.',
      'e',
      'true',
      'nul',
      'é',
      ' ',
      '\n',
      '\t',
    ];
    const texts = fc.oneof(
      fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((some) => some.join('')),
      fc.json(),
      fc.json().chain((text) => fc.nat(text.length).map((end) => text.slice(0, end))),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(jsonProblem(text) === null).toBe(isJson(text));
      }),
      { numRuns: 3000 },
    );
  });
});
