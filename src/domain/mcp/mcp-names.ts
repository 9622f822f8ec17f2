// Names under which tools of MCP servers are offered to the model. Pure.

import type { McpTool } from './mcp-ports.js';

/** The Responses API takes no longer names. */
const LONGEST = 64;

export interface NamedTool {
  readonly server: string;
  /** What the server says of all its tools. */
  readonly instructions: string | null;
  readonly tool: McpTool;
  /** `mcp__<server>` */
  readonly group: string;
  /** Inside the group. */
  readonly name: string;
  /** `mcp__<server>__<tool>` */
  readonly qualified: string;
}

/** Ascending by qualified name; of two that would be called the same, the second is left out. */
export function namedTools(
  servers: readonly {
    readonly name: string;
    readonly instructions: string | null;
    readonly tools: readonly McpTool[];
  }[],
  hash: (text: string) => string,
): readonly NamedTool[] {
  const named = new Map<string, NamedTool>();
  for (const server of servers) {
    const group = `mcp__${safe(server.name)}`;
    for (const tool of server.tools) {
      const whole = `${group}__${safe(tool.name)}`;
      const qualified = whole.length <= LONGEST ? whole : shortened(whole, hash);
      if (named.has(qualified)) continue;
      const name = qualified.startsWith(`${group}__`) ? qualified.slice(group.length + 2) : qualified;
      named.set(qualified, {
        server: server.name,
        instructions: server.instructions,
        tool,
        group,
        name,
        qualified,
      });
    }
  }
  return [...named.values()].sort((a, b) => (a.qualified < b.qualified ? -1 : 1));
}

/** With characters every provider takes. */
export function safe(name: string): string {
  return name.replace(/[^a-zA-Z0-9_]/g, '_');
}

function shortened(name: string, hash: (text: string) => string): string {
  const tail = hash(name);
  return name.slice(0, LONGEST - tail.length) + tail;
}
