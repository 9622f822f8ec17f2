import { describe, expect, it } from 'vitest';
import { elsewhere, planOf } from '../../src/domain/mcp/mcp-plan.js';
import type { McpServerConfig } from '../../src/domain/mcp/mcp-ports.js';
import { mcpServer } from './mcp-server-config.js';

const chosen = (environmentId: string) => ({ environmentId, cwd: '/', runtimeWorkspaceRoots: [] });
const names = (servers: readonly McpServerConfig[]): string[] => servers.map(({ name }) => name);

const far = { environmentId: 'far' };
const configured = [
  mcpServer('a'),
  mcpServer('b', far),
  mcpServer('c', { isEnabled: false }),
  mcpServer('d', far),
];

describe('the MCP servers of a thread', () => {
  it('start on this machine whatever it has chosen, and elsewhere only where it has chosen that', () => {
    expect(names(planOf(configured, undefined, []).started)).toEqual(['a']);
    expect(names(planOf(configured, [chosen('local')], []).started)).toEqual(['a']);
    expect(names(planOf(configured, [chosen('far')], []).started)).toEqual(['a', 'b', 'd']);
    expect(names(planOf(configured, undefined, []).all)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are those configured here before those of its environments, and of those the first one of a name', () => {
    const found = [
      mcpServer('b', { environmentId: 'other' }),
      mcpServer('e', far),
      mcpServer('e'),
      mcpServer('codex_apps'),
    ];
    const { all, started } = planOf(configured, [chosen('other'), chosen('far')], found);
    expect(names(all)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(started.map(({ name, environmentId }) => [name, environmentId])).toEqual([
      ['a', undefined],
      ['b', 'far'],
      ['d', 'far'],
      ['e', 'far'],
    ]);
  });

  it('are looked for in environments besides this machine', () => {
    expect(elsewhere([chosen('local'), chosen('far')])).toEqual([chosen('far')]);
    expect(elsewhere(undefined)).toEqual([]);
  });
});
