import { describe, expect, test } from 'vitest';
import {
  codeMode,
  codeTools,
  directTools,
  withDeclaration,
} from '../../../src/domain/code-mode/code-tools.js';
import { codeAnswer } from '../../../src/domain/code-mode/code-value.js';
import { typeOf } from '../../../src/domain/code-mode/declaration.js';

const tool = (name: string, description = '') => ({
  type: 'function',
  name,
  description,
  parameters: { type: 'object', properties: {}, additionalProperties: false },
});
const group = (name: string, ...tools: object[]) => ({ type: 'namespace', name, description: 'G', tools });
const OFFERS = [
  tool('run'),
  { type: 'custom', name: 'apply_patch', description: 'P' },
  tool('request_user_input'),
  group('clock', tool('curr_time'), tool('sleep')),
  group('team', tool('spawn')),
  group('grp', tool('do-it', 'D')),
  { type: 'tool_search' },
  { type: 'web_search' },
];

describe('tools of scripts', () => {
  test('are there by what is said of a model, or else by the switches', () => {
    expect(codeMode('code_mode', {})).toBe('beside');
    expect(codeMode('code_mode', { code_mode_only: true })).toBe('beside');
    expect(codeMode('direct', { code_mode_only: true })).toBeNull();
    expect(codeMode('nonsense', { code_mode: true })).toBe('beside');
    expect(codeMode(undefined, { code_mode: true, code_mode_only: true })).toBe('only');
    expect(codeMode(undefined, {})).toBeNull();
  });

  test('are functions with names of JavaScript, but for those that the model calls itself', () => {
    expect(codeTools(OFFERS, 'team').map(({ name }) => name)).toEqual([
      'apply_patch',
      'clock__curr_time',
      'grp__do_it',
      'run',
    ]);
    expect(directTools(OFFERS, 'team')).toEqual([
      tool('request_user_input'),
      group('clock', tool('sleep')),
      group('team', tool('spawn')),
      { type: 'web_search' },
    ]);
  });

  test('are described with how they are called', () => {
    const code = 'declare const tools: { grp__do_it(args: {}): Promise<unknown>; };';
    const declared = `exec tool declaration:\n\`\`\`ts\n${code}\n\`\`\``;
    expect(codeTools(OFFERS, 'team').find(({ name }) => name === 'grp__do_it')).toMatchObject({
      namespace: 'grp',
      toolName: 'do-it',
      description: `D\n\nG\n\n${declared}`,
      brief: `D\n\n${declared}`,
    });
    expect(withDeclaration(OFFERS[5], 'team')).toMatchObject({
      tools: [{ description: `D\n\n${declared}` }],
    });
    for (const other of [OFFERS[4], { type: 'web_search' }])
      expect(withDeclaration(other, 'team')).toEqual(other);
  });
});

describe('a schema', () => {
  test('is TypeScript', () => {
    const schema = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });
    expect(typeOf(schema({}))).toBe('{ [key: string]: unknown; }');
    expect(typeOf(schema({}, { additionalProperties: false }))).toBe('{}');
    expect(typeOf(schema({ b: { type: 'integer' }, a: { type: 'string' } }, { required: ['a'] }))).toBe(
      '{ a: string; b?: number; }',
    );
    expect(typeOf(schema({ 'a-b': { enum: ['x', 'y'], description: 'One.\nTwo.' } }))).toBe(
      '{\n  // One.\n  // Two.\n  "a-b"?: "x" | "y";\n}',
    );
    expect(typeOf({ type: 'array', items: { anyOf: [{ type: 'null' }, { const: 3 }] } })).toBe(
      'Array<null | 3>',
    );
    expect(typeOf({ type: ['string', 'boolean'] })).toBe('string | boolean');
    expect(typeOf({ type: 'object', additionalProperties: { type: 'number' } })).toBe(
      '{ [key: string]: number; }',
    );
    expect(typeOf(undefined)).toBe('unknown');
  });
});

describe('what a script gets of an answer', () => {
  test('is an object where one of our own tools gives one, and a text otherwise', () => {
    expect(codeAnswer({ output: '{"a":1}' }, true)).toEqual({ value: { a: 1 } });
    expect(codeAnswer({ output: '{"a":1}' }, false)).toEqual({ value: '{"a":1}' });
    expect(codeAnswer({ output: '{a' }, true)).toEqual({ value: '{a' });
    expect(codeAnswer({ output: 'x', value: { b: 2 } }, true)).toEqual({ value: { b: 2 } });
    const parts = [
      { type: 'input_text', text: 't' },
      { type: 'input_image', image_url: 'data:x' },
    ];
    expect(codeAnswer({ output: parts }, false)).toEqual({ value: 't\ndata:x' });
  });

  test('is the words of a refusal', () => {
    expect(codeAnswer({ output: 'no', isRefused: true }, true)).toEqual({ refusal: 'no' });
  });
});
