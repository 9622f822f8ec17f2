// The table `mcp_servers`, as descriptions of servers. Entries that say neither what to start nor where to go are
// left out.

import { LOCAL } from '../../domain/environments/environment.js';
import type {
  McpApprovalMode,
  McpHttpTransport,
  McpServerConfig,
  McpStdioTransport,
} from '../../domain/mcp/mcp-ports.js';
import { LONGEST_DELAY_MS } from '../../util/clock.js';
import { canParseUrl } from '../../util/url.js';
import { isTree, type Tree } from './tree.js';

const STARTUP_TIMEOUT_MS = 30_000;
const TOOL_TIMEOUT_MS = 120_000;

/** Ascending by name. */
export function mcpServersIn(config: Tree): readonly McpServerConfig[] {
  const table = isTree(config.mcp_servers) ? config.mcp_servers : {};
  return Object.entries(table)
    .flatMap(([name, entry]) => (isTree(entry) ? (serverOf(name, entry) ?? []) : []))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function serverOf(name: string, entry: Tree): McpServerConfig | null {
  const transport = stdioOf(entry) ?? httpOf(entry);
  if (transport === null) return null;
  return {
    name,
    transport,
    isEnabled: entry.enabled !== false,
    isRequired: entry.required === true,
    startupTimeoutMs: startupOf(entry) ?? STARTUP_TIMEOUT_MS,
    toolTimeoutMs: milliseconds(entry.tool_timeout_sec) ?? TOOL_TIMEOUT_MS,
    enabledTools: Array.isArray(entry.enabled_tools) ? textsIn(entry.enabled_tools) : null,
    disabledTools: textsIn(entry.disabled_tools),
    approvalModes: modesIn(entry.tools),
    defaultApprovalMode: modeOf(entry.default_tools_approval_mode) ?? 'auto',
    ...placeOf(entry),
  };
}

function placeOf({ environment_id: id }: Tree): Pick<McpServerConfig, 'environmentId'> {
  return typeof id === 'string' && id !== LOCAL ? { environmentId: id } : {};
}

function stdioOf(entry: Tree): McpStdioTransport | null {
  if (typeof entry.command !== 'string') return null;
  return {
    kind: 'stdio',
    command: entry.command,
    args: textsIn(entry.args),
    env: textTable(entry.env),
    envVars: [...textsIn(entry.env_vars), ...variablesFrom('local', entry)],
    remoteEnvVars: variablesFrom('remote', entry),
    cwd: typeof entry.cwd === 'string' ? entry.cwd : null,
  };
}

/** Those that say where they come from. */
function variablesFrom(source: string, { env_vars: entries }: Tree): string[] {
  return (Array.isArray(entries) ? entries : []).flatMap((one) =>
    isTree(one) && typeof one.name === 'string' && (one.source ?? 'local') === source ? [one.name] : [],
  );
}

function httpOf(entry: Tree): McpHttpTransport | null {
  if (typeof entry.url !== 'string' || !canParseUrl(entry.url)) return null;
  return {
    kind: 'http',
    url: entry.url,
    bearerTokenEnvVar: typeof entry.bearer_token_env_var === 'string' ? entry.bearer_token_env_var : null,
    headers: textTable(entry.http_headers),
    envHeaders: textTable(entry.env_http_headers),
  };
}

/** The seconds are preferred where both are given. */
function startupOf(entry: Tree): number | null {
  const { startup_timeout_ms: ms } = entry;
  return milliseconds(entry.startup_timeout_sec) ?? (typeof ms === 'number' ? milliseconds(ms / 1000) : null);
}

function milliseconds(seconds: unknown): number | null {
  return typeof seconds === 'number' && seconds > 0
    ? Math.min(Math.round(seconds * 1000), LONGEST_DELAY_MS)
    : null;
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function textTable(value: unknown): Record<string, string> {
  if (!isTree(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (typeof one === 'string' ? [[key, one]] : [])),
  );
}

function modesIn(tools: unknown): Record<string, McpApprovalMode> {
  if (!isTree(tools)) return {};
  return Object.fromEntries(
    Object.entries(tools).flatMap(([tool, entry]) => {
      const mode = isTree(entry) ? modeOf(entry.approval_mode) : null;
      return mode === null ? [] : [[tool, mode]];
    }),
  );
}

export function modeOf(value: unknown): McpApprovalMode | null {
  return value === 'auto' || value === 'prompt' || value === 'writes' || value === 'approve' ? value : null;
}
