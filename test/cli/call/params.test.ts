import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readParams } from '../../../src/cli/call/params.js';
import { tempFolder } from '../../support/temp-folder.js';

describe('readParams', () => {
  it('takes JSON from the command line or from a file, and nothing for nothing', () => {
    const file = join(tempFolder('params'), 'p.json');
    writeFileSync(file, '{"a":1}');
    expect([readParams('{"a":1}', []), readParams(`@${file}`, []), readParams(undefined, [])]).toEqual([
      { a: 1 },
      { a: 1 },
      undefined,
    ]);
  });

  it('puts fields where their path leads, over what the JSON says', () => {
    const fields = [
      'input[0].type=text',
      'input[0].text=hello = you',
      'n=3',
      'deep.er=["x"]',
      'a=null',
      's="3"',
    ];
    expect(readParams('{"a":1,"b":2}', fields)).toEqual({
      a: null,
      b: 2,
      input: [{ type: 'text', text: 'hello = you' }],
      n: 3,
      deep: { er: ['x'] },
      s: '3',
    });
  });

  it.each([
    ['{', [], 'The params cannot be read as JSON'],
    ['@/nowhere/p.json', [], '/nowhere/p.json cannot be read'],
    [undefined, ['noequals'], 'does not read path=value'],
    [undefined, ['=x'], 'does not read path=value'],
    [undefined, ['a[x]=1'], 'does not read path=value'],
    ['{"a":1}', ['a.b=1'], 'leads through a value'],
    ['{"a":[]}', ['a[1]=1'], 'leads through a value'],
  ])('refuses %s with %j', (given, fields, message) => {
    expect(() => readParams(given, fields)).toThrow(message);
  });
});
