import { describe, expect, test } from 'vitest';
import { readYaml, type YamlNode } from '../../../src/adapters/yaml/read-yaml.js';

function plain(node: YamlNode): unknown {
  if (node.kind === 'scalar') return node.text;
  if (node.kind === 'sequence') return node.items.map(plain);
  return Object.fromEntries(node.entries.map(([key, value]) => [key, plain(value)]));
}
const read = (text: string): unknown => plain(readYaml(text));

describe('YAML', () => {
  test.each([
    ["a: 1 # one\nb:\n  c: \"x\" # two\n  d: 'it''s'", { a: '1', b: { c: 'x', d: "it's" } }],
    [
      'a: &x {b: c}\nd: &y e\nf: *x\ng: [*y, !!str 5]',
      { a: { b: 'c' }, d: 'e', f: { b: 'c' }, g: ['e', '5'] },
    ],
    ['- a\n-\n  - b\n- c: 1\n  d: 2', ['a', ['b'], { c: '1', d: '2' }]],
    ['a:\n- b\n- c:\n    d\ne: 1', { a: ['b', { c: 'd' }], e: '1' }],
    ['{n: x, l: [a, {b: c}, "d, e"], m: {}}', { n: 'x', l: ['a', { b: 'c' }, 'd, e'], m: {} }],
    ['l: [a,\n  b] # c\nm: 1', { l: ['a', 'b'], m: '1' }],
    ['a: x\n  y\n\n  z\nb: ~', { a: 'x y\nz', b: '~' }],
    ['a: |\n  one\n   two\n\nb: |-\n  x\nc: |+\n  y\n\n', { a: 'one\n two\n', b: 'x', c: 'y\n\n' }],
    ['a: >\n  one\n  two\n\n  three\n', { a: 'one two\nthree\n' }],
    ['a: "x\\n\\u0041 \\\n  y\\tz"', { a: 'x\nA y\tz' }],
    ['a:\nb: &x !!str c\n---\nd', { a: '', b: 'c' }],
    ['http://x: y#z', { 'http://x': 'y#z' }],
    ['', ''],
  ])('reads %j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each([
    ['a: b: c', 'mapping values are not allowed in this context at line 1 column 5'],
    ['a: 1\n   b: 2', 'mapping values are not allowed in this context at line 2 column 5'],
    [
      'a: [b',
      "did not find expected ',' or ']' at line 2 column 1, while parsing a flow sequence at line 1 column 4",
    ],
    [
      'a: {b',
      "did not find expected ',' or '}' at line 2 column 1, while parsing a flow mapping at line 1 column 4",
    ],
    [
      'a: "b',
      'found unexpected end of stream at line 1 column 6, while scanning a quoted scalar at line 1 column 4',
    ],
    ['a: *b', 'unknown anchor at line 1 column 4'],
  ])('refuses %j with the place and the reason', (text, message) => {
    expect(() => readYaml(text)).toThrow(message);
  });
});
