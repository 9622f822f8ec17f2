// Names under which tools of MCP servers are offered to the model. Pure.

import { flatName, groupedNames } from './app-tool-names.js';
import { APPS_SERVER, type AppOfTool, appOf } from './app-tools.js';
import { ofPlugins } from './mcp-plugin.js';
import type { McpServerConfig, McpTool } from './mcp-ports.js';

/** The Responses API takes no longer names. */
const LONGEST = 64;

export interface NamedTool {
  readonly server: string;
  /** What is said of all tools of the group. */
  readonly instructions: string | null;
  readonly tool: McpTool;
  /** The app that it is a tool of. */
  readonly app: AppOfTool | null;
  /** `mcp__<server>` */
  readonly group: string;
  /** Inside the group. */
  readonly name: string;
  /** `mcp__<server>__<tool>` */
  readonly qualified: string;
  /** What makes its place among the others. */
  readonly order: string;
}

interface ToolsOfServer {
  readonly config: McpServerConfig;
  readonly instructions: string | null;
  readonly tools: readonly McpTool[];
}

export interface Naming {
  readonly hash: (text: string) => string;
  readonly areGrouped: boolean;
}

/** Ascending, group by group; of two that would be called the same, the second is left out. */
export function namedTools(servers: readonly ToolsOfServer[], naming: Naming): readonly NamedTool[] {
  const named = new Map<string, NamedTool>();
  for (const server of servers) {
    const tools =
      server.config.apps === undefined ? namedPlainly(server, naming) : namedByApp(server, naming);
    for (const tool of tools) if (!named.has(tool.qualified)) named.set(tool.qualified, tool);
  }
  return [...named.values()].sort((a, b) => (a.order < b.order ? -1 : 1));
}

function namedPlainly(
  { config, instructions, tools }: ToolsOfServer,
  { hash, areGrouped }: Naming,
): NamedTool[] {
  const group = `mcp__${safe(config.name)}`;
  return tools.map((tool) => {
    const qualified = fitting(`${group}__${safe(tool.name)}`, hash);
    const name = qualified.startsWith(`${group}__`) ? qualified.slice(group.length + 2) : qualified;
    const order = areGrouped ? `${group}\0${name}` : qualified;
    return { server: config.name, instructions, tool, app: null, group, name, qualified, order };
  });
}

function namedByApp({ config, tools }: ToolsOfServer, { hash, areGrouped }: Naming): NamedTool[] {
  const ofApps = tools.flatMap((tool) => {
    const app = appOf(tool);
    return app === null ? [] : [{ tool: ofPlugins(tool, config.apps?.pluginsOf[app.id] ?? []), app }];
  });
  if (!areGrouped) {
    return ofApps.map((one) => {
      const qualified = fitting(flatName(one), hash);
      const names = { group: '', name: qualified, qualified, order: qualified };
      return { ...one, server: config.name, instructions: null, ...names };
    });
  }
  return groupedNames(ofApps, hash).map((one) => ({
    ...one,
    server: config.name,
    instructions: groupText(one.app),
    qualified: `${one.group}__${one.name}`,
  }));
}

function groupText({ name, description }: AppOfTool): string {
  if (description !== null) return description;
  return name === null ? `Tools in the mcp__${APPS_SERVER} namespace.` : `Tools for working with ${name}.`;
}

/** With characters every provider takes. */
export function safe(name: string): string {
  return name.replace(/[^a-zA-Z0-9_]/g, '_');
}

function fitting(name: string, hash: (text: string) => string): string {
  if (name.length <= LONGEST) return name;
  const tail = hash(name);
  return name.slice(0, LONGEST - tail.length) + tail;
}
