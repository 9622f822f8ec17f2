import { describe, expect, test } from 'vitest';
import type { ToolCall } from '../../../../src/domain/ports.js';
import { ranked } from '../../../../src/domain/tools/search/ranking.js';
import { searchTools } from '../../../../src/domain/tools/search/tool-search.js';
import { ToolRefusal } from '../../../../src/domain/tools/tool.js';

const tool = (name: string, description: string, properties: object = {}) => ({
  type: 'function',
  name,
  description,
  parameters: { type: 'object', properties },
});
const GROUPS = [
  {
    type: 'namespace',
    name: 'mcp__files',
    description: 'Works on files.',
    tools: [
      tool('copy_file', 'Copies one.', { target: { type: 'string', description: 'Where to.' } }),
      tool('remove_file', 'Removes one for good.'),
    ],
  },
  {
    type: 'namespace',
    name: 'multi_agent_v1',
    description: 'Sub-agents.',
    tools: [tool('spawn_agent', 'Starts another agent.')],
  },
];
const search = (args: unknown) =>
  searchTools(
    {
      kind: 'search',
      callId: 'c',
      namespace: null,
      name: 'tool_search',
      input: JSON.stringify(args),
    } satisfies ToolCall,
    GROUPS,
  ).output as { name: string; tools: { name: string; defer_loading: boolean }[] }[];
const names = (args: unknown) =>
  search(args).map(({ name, tools }) => [name, ...tools.map((one) => one.name)]);

describe('tool_search', () => {
  test('finds tools by their names, what they do, what they take and the group they are in', () => {
    expect(names({ query: 'spawning' })).toEqual([['multi_agent_v1', 'spawn_agent']]);
    expect(names({ query: 'copies' })).toEqual([['mcp__files', 'copy_file']]);
    expect(names({ query: 'target' })).toEqual([['mcp__files', 'copy_file']]);
    expect(names({ query: 'files' })).toEqual([['mcp__files', 'remove_file', 'copy_file']]);
  });

  test('marks what it found as loaded late, and leaves the rest of a group out', () => {
    const [group] = search({ query: 'good' });
    expect(group).toMatchObject({ type: 'namespace', description: 'Works on files.' });
    expect(group?.tools).toEqual([{ ...tool('remove_file', 'Removes one for good.'), defer_loading: true }]);
  });

  test('returns no more than it is asked for, the best first, and nothing where nothing fits', () => {
    expect(names({ query: 'file agent removing', limit: 1 })).toEqual([['mcp__files', 'remove_file']]);
    for (const args of [{ query: 'file', limit: 0 }, { query: '' }, { query: 'the of' }, { query: 'zebra' }])
      expect(search(args)).toEqual([]);
  });

  test('refuses what is no query, and limits that are no whole numbers', () => {
    for (const args of [
      {},
      'file',
      null,
      { query: 1 },
      { query: 'x', limit: -1 },
      { query: 'x', limit: 1.5 },
    ])
      expect(() => search(args)).toThrow(ToolRefusal);
  });
});

test('a rare word counts for more than one that stands everywhere', () => {
  const texts = ['agent one', 'agent two', 'agent rare', 'agent four'];
  expect(ranked(texts, 'agent rare')[0]).toBe(2);
  expect(ranked(texts, 'nothing')).toEqual([]);
  expect(ranked([], 'nothing')).toEqual([]);
});
