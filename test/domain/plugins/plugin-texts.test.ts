import { describe, expect, it } from 'vitest';
import { ofPlugins } from '../../../src/domain/mcp/mcp-plugin.js';
import {
  mayMentionPlugin,
  mentionedPlugins,
  mentionText,
  type OfferedPlugin,
  pluginsText,
} from '../../../src/domain/plugins/plugin-texts.js';
import type { UserInput } from '../../../src/protocol/index.js';

const newer = { areVersioned: true };
const older = { areVersioned: false };
const NOTHING = { servers: [], apps: [] };
const plugin = (name: string, more: Partial<OfferedPlugin> = {}): OfferedPlugin => ({
  key: `${name}@m`,
  name,
  displayName: name.toUpperCase(),
  description: null,
  hasSkills: true,
  ...more,
});
const text = (words: string): UserInput => ({ type: 'text', text: words, text_elements: [] });
const mention = (path: string): UserInput => ({ type: 'mention', name: 'any', path });

describe('a plug-in is named', () => {
  const all = [plugin('a'), plugin('b')];
  it.each<[string, UserInput[], string[]]>([
    ['by an item', [mention('plugin://b@m')], ['b@m']],
    [
      'by links with an at sign, in the order of the plug-ins',
      [text('[@x](plugin://b@m) [@](plugin://a@m)')],
      ['a@m', 'b@m'],
    ],
    ['once, however often', [mention('plugin://a@m'), text('[@a](plugin://a@m)')], ['a@m']],
    ['not by another link', [text('[$x](plugin://a@m) [x](plugin://a@m)')], []],
    ['not by its name or address', [text('@a plugin://a@m')], []],
    ['not where it is another one', [mention('plugin://c@m'), mention('skill://a@m')], []],
  ])('%s', (_how, input, keys) => {
    expect(mentionedPlugins(input, all).map(({ key }) => key)).toEqual(keys);
    if (keys.length > 0) expect(mayMentionPlugin(input)).toBe(true);
  });

  it('in no input without a mention', () => {
    expect(mayMentionPlugin([text('plain'), { type: 'skill', name: 's', path: '/s' }])).toBe(false);
  });
});

describe('what the model is told of plug-ins', () => {
  it('is nothing where there are none', () => {
    expect(pluginsText([], newer)).toBeNull();
    expect(mentionText(plugin('a', { hasSkills: false }), NOTHING, newer)).toBeNull();
  });

  it('stands between the tags, and names each in older versions only', () => {
    const told = [plugin('a', { description: 'Does it.' })];
    expect(pluginsText(told, newer)).toMatch(/^<plugins_instructions>\n[^`]*\n<\/plugins_instructions>$/s);
    expect(pluginsText(told, older)).toContain('- `A`: Does it.');
  });

  it('names what the plug-in has that the user named', () => {
    expect(mentionText(plugin('a'), { servers: ['s', 't'], apps: ['U'] }, newer)).toMatch(
      /`A`.*`a:`.*`s`, `t`.*`U`/s,
    );
    expect(mentionText(plugin('a'), NOTHING, older)).toMatch(/`A`.*`A:`/s);
  });
});

describe('a tool of a plug-in', () => {
  const owner = { key: 'a@m', displayName: 'A' };
  it.each([
    [' Reads it ', 'Reads it. This tool is part of plugin `A`.'],
    ['Really?', 'Really? This tool is part of plugin `A`.'],
    ['', 'This tool is part of plugin `A`.'],
    [undefined, 'This tool is part of plugin `A`.'],
  ])('that says %j of itself says so as well', (description, expected) => {
    const tool = { name: 't', inputSchema: {}, ...(description === undefined ? {} : { description }) };
    expect(ofPlugins(tool, [owner.displayName]).description).toBe(expected);
    expect(ofPlugins(tool, [])).toBe(tool);
  });
});
