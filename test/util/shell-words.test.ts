import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinWords, splitWords } from '../../src/util/shell-words.js';

describe('words as one line', () => {
  it.each([
    ['', "''"],
    ['ls', 'ls'],
    ['a b', "'a b'"],
    ['a\\b', '"a\\\\b"'],
    ["it's", `"it's"`],
    ["it's $x", `"it's "'$x'`],
    ["it's ! x", `"it's "'! x'`],
    ['a ^ b', "'a ''^ b'"],
    ['^', "'^'"],
    ['`x`', "'`x`'"],
    ['say "$a\\n"', `'say "$a'"\\\\n\\""`],
    ['é', "'é'"],
  ])('quotes %j as %s', (word, line) => {
    expect(joinWords([word])).toBe(line);
  });

  it('are the same words when they are read back', () => {
    const character = fc.constantFrom('a', ' ', '\\', "'", '"', '$', '`', '!', '^', 'é', '\n', '-', '=');
    const word = fc.string({ unit: character });
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(splitWords(joinWords(words))).toEqual(words);
      }),
    );
  });
});
