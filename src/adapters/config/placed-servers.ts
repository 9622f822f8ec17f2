// The MCP servers that are configured in an environment and are reached from there: addresses alone. What runs there as
// a program is not for other machines to start. Pure but for its words.

import { LOCAL } from '../../domain/environments/environment.js';
import type { PlacedConfiguration } from '../../domain/environments/environment-ports.js';
import type { McpServerConfig } from '../../domain/mcp/mcp-ports.js';
import { ConfigProblem } from './config-problem.js';
import { mcpServersIn } from './mcp-servers.js';
import { allowsServer } from './requirement-mcp.js';
import { readToml } from './toml-text.js';
import { isTree, merged, type Tree } from './tree.js';

/** Nothing where what is configured cannot be read. */
export function placedServersIn(
  { config, requirements, fillsHeaders }: PlacedConfiguration,
  environmentId: string,
): readonly McpServerConfig[] {
  const read = treeOf(config);
  const required = treeOf(requirements);
  if (read === null || required === null) return [];
  const table = isTree(read.mcp_servers) ? read.mcp_servers : {};
  const reachable = Object.entries(table).filter(
    ([, entry]) => isTree(entry) && isReachable(entry, fillsHeaders),
  );
  return mcpServersIn({ mcp_servers: Object.fromEntries(reachable) })
    .map((server) => ({ ...server, environmentId }))
    .map((server) => (allowsServer(server, required) ? server : { ...server, isEnabled: false }));
}

function isReachable(entry: Tree, fillsHeaders: boolean): boolean {
  const { url, environment_id: place = LOCAL, env_http_headers: headers = {} } = entry;
  if (url === undefined || place !== LOCAL || entry.http_headers_helper !== undefined) return false;
  if (!isTree(headers) || Object.keys(headers).length > 0) return false;
  return fillsHeaders || entry.bearer_token_env_var === undefined;
}

function treeOf(documents: readonly string[]): Tree | null {
  try {
    return documents.map((text) => readToml(text, '')).reduce(merged, {});
  } catch (thrown) {
    if (thrown instanceof ConfigProblem) return null;
    throw thrown;
  }
}
