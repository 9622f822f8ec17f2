import { describe, expect, test } from 'vitest';
import { filledInput, PlaceholderUnknown } from '../../../src/domain/hooks/filled-input.js';

const told = { prompt: 'go', nothing: null, tool_input: { command: 'ls', deep: { a: 1 } } };
const named = (name: string): string => `\${${name}}`;

describe('the input of a hook that is a tool', () => {
  test('has what hooks are told in the place of placeholders, at any depth', () => {
    const input = {
      text: `${named('prompt')}: ${named('tool_input.command')}`,
      list: [1, { a: named('prompt') }],
    };
    expect(filledInput(input, told)).toEqual({ text: 'go: ls', list: [1, { a: 'go' }] });
  });

  test('takes a whole value where a text is nothing but a placeholder', () => {
    const input = { all: named('tool_input'), none: named('nothing'), some: `x ${named('tool_input.deep')}` };
    expect(filledInput(input, told)).toEqual({ all: told.tool_input, none: null, some: 'x {"a":1}' });
  });

  test('cannot be had when a placeholder names what nobody told', () => {
    for (const name of ['nobody', 'prompt.length', 'tool_input.nobody', 'toString', '']) {
      expect(() => filledInput({ text: `x ${named(name)}` }, told)).toThrow(PlaceholderUnknown);
    }
  });

  test('leaves alone what is no placeholder', () => {
    expect(filledInput({ text: '$prompt {{prompt}} ${' }, told)).toEqual({ text: '$prompt {{prompt}} ${' });
  });
});
