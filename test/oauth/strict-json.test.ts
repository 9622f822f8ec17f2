import { describe, expect, it } from 'vitest';
import { readStrictObject } from '../../src/oauth/strict-json.js';
import { thrownBy } from './support.js';

const read = (text: string) => readStrictObject(text, 'response_malformed');

describe('strict JSON', () => {
  it('reads members of the agreed types', () => {
    const object = read('{"a":"x","b":null,"c":{"d":"y"}}');
    expect(object.text('a')).toBe('x');
    expect(object.optionalText('b')).toBeNull();
    expect(object.optionalText('missing')).toBeNull();
    expect(object.optionalObject('c')?.text('d')).toBe('y');
    expect(object.optionalObject('b')).toBeNull();
    expect([object.has('b'), object.has('toString')]).toEqual([true, false]);
  });

  it.each([
    ['{', 'EOF while parsing an object at line 1 column 1'],
    ['[1,', 'EOF while parsing a list at line 1 column 3'],
    ['{"a":', 'EOF while parsing a value at line 1 column 5'],
    ['{"a', 'EOF while parsing a string at line 1 column 3'],
    ['  ', 'EOF while parsing a value at line 1 column 2'],
    ['<', 'expected value at line 1 column 1'],
    ['{\n"a": oops}', 'invalid JSON at line 2 column 10'],
    ['{"a\\"', 'EOF while parsing a string at line 1 column 5'],
    ['\n oops', 'expected value at line 2 column 2'],
    ['"text"', 'invalid type: string, expected an object at line 1 column 6'],
  ])('says what is wrong with %j', (text, message) => {
    expect(thrownBy(() => read(text))).toEqual({ code: 'response_malformed', message });
  });

  it.each([
    ['{"a":true}', 'invalid type: boolean `true`, expected a string at line 1 column 9'],
    ['{"a":1.5}', 'invalid type: floating point `1.5`, expected a string at line 1 column 8'],
    ['{"a":[1]}', 'invalid type: sequence, expected a string'],
    ['{"a":{}}', 'invalid type: map, expected a string'],
    ['{\n  "a": 7\n}\n', 'invalid type: integer `7`, expected a string at line 2 column 8'],
    ['{\n}\n', 'missing field `a` at line 2 column 1'],
  ])('says which member is wrong in %j', (text, message) => {
    expect(thrownBy(() => read(text).text('a')).message).toContain(message);
  });
});
