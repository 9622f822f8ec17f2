import { describe, expect, it } from 'vitest';
import { namedTools } from '../../src/domain/mcp/mcp-names.js';

const hash = (text: string): string => `#${text.length}`;
const tool = (name: string) => ({ name, inputSchema: {} });
const named = (servers: Record<string, string[]>) =>
  namedTools(
    Object.entries(servers).map(([name, tools]) => ({ name, instructions: null, tools: tools.map(tool) })),
    hash,
  );

describe('names of MCP tools', () => {
  it('are qualified by their server and sorted', () => {
    const found = named({ b: ['two', 'one'], a: ['three'] }).map(({ qualified }) => qualified);
    expect(found).toEqual(['mcp__a__three', 'mcp__b__one', 'mcp__b__two']);
  });

  it('have no characters that providers refuse', () => {
    expect(named({ 'my-server': ['read.file'] })).toMatchObject([
      { group: 'mcp__my_server', name: 'read_file', qualified: 'mcp__my_server__read_file' },
    ]);
  });

  it('are cut to what providers take', () => {
    const [found] = named({ server: ['x'.repeat(80)] });
    expect(found?.qualified).toHaveLength(64);
    expect(found?.qualified).toMatch(/^mcp__server__x+#93$/);
  });

  it('are given once: of two that would be the same, the first', () => {
    expect(named({ a: ['one-two', 'one.two'] })).toMatchObject([{ tool: { name: 'one-two' } }]);
  });
});
