// The MCP servers of a thread, and which of them start: those of this machine, and of the environments it has chosen. Pure.

import { type ChosenEnvironment, LOCAL } from '../environments/environment.js';
import { APPS_SERVER } from './app-tools.js';
import type { McpServerConfig } from './mcp-ports.js';

export interface McpPlan {
  /** Those that are switched off included; ascending by name. */
  readonly all: readonly McpServerConfig[];
  readonly started: readonly McpServerConfig[];
}

/** `chosen`: undefined is this machine alone. `found`: configured in those themselves, the most important first. */
export function planOf(
  configured: readonly McpServerConfig[],
  chosen: readonly ChosenEnvironment[] | undefined,
  found: readonly McpServerConfig[],
): McpPlan {
  const byName = new Map<string, McpServerConfig>();
  for (const server of [...configured, ...found.filter(({ name }) => name !== APPS_SERVER)])
    if (!byName.has(server.name)) byName.set(server.name, server);
  const all = [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const places = new Set(chosen?.map(({ environmentId }) => environmentId));
  const started = all.filter(
    ({ isEnabled, environmentId }) => isEnabled && (environmentId === undefined || places.has(environmentId)),
  );
  return { all, started };
}

/** What a thread has chosen besides this machine. */
export function elsewhere(chosen: readonly ChosenEnvironment[] | undefined): readonly ChosenEnvironment[] {
  return chosen?.filter(({ environmentId }) => environmentId !== LOCAL) ?? [];
}
