import { describe, expect, it } from 'vitest';
import { parseOverride } from '../../../src/adapters/config/index.js';
import { place } from './support.js';

describe('overrides on the command line', () => {
  it.each<[string, string[], unknown]>([
    ['a=1', ['a'], 1],
    ['a.b=[1, "x"]', ['a', 'b'], [1, 'x']],
    ['a = "quoted" ', ['a'], 'quoted'],
    ['a=true', ['a'], true],
    ['a=plain text', ['a'], 'plain text'],
    ['a=[1,', ['a'], '[1,'],
    ['a=', ['a'], ''],
    ['a={ b = 1 }', ['a'], { b: 1 }],
    ['a=x=y', ['a'], 'x=y'],
  ])('read %j', (text, path, value) => {
    expect(parseOverride(text)).toEqual({ path, value });
  });

  it.each([
    ['foo', "Invalid override (missing '='): foo"],
    ['', "Invalid override (missing '='): "],
    ['=x', 'Empty key in override: =x'],
  ])('refuse %j', (text, message) => {
    expect(() => parseOverride(text)).toThrowError(message);
  });

  it('that cannot be are found before anything is served', () => {
    using at = place();
    expect(at.configuration({ flags: ['model=5'] }).flagsProblem()).toBe(
      'invalid type: integer `5`, expected a string\nin `model`\n',
    );
    expect(at.configuration({ flags: ['model=x'] }).flagsProblem()).toBeNull();
  });
});
