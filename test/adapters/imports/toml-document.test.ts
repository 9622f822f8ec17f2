import { describe, expect, it } from 'vitest';
import { readToml } from '../../../src/adapters/config/toml-text.js';
import { tomlOf } from '../../../src/adapters/imports/toml-document.js';

describe('a text in a TOML document', () => {
  it.each([
    ['a written-out line end', 'Run:\nprintf "a\\nb"\nend'],
    ['six quotes at the end', 'x\n""""""'],
    ['three quotes inside', 'x\n"""y"""\nz'],
    ['a quote at the end', 'x\nsay "hi"'],
    ['a backslash before a quote', 'x\nuse \\"quoted\\" here\\'],
    ['a letter that TOML wants escaped', 'a\u007fb'],
  ])('is read back as it was: %s', (_what, text) => {
    expect(readToml(tomlOf({ text }), 'a.toml')).toEqual({ text });
  });
});
