// What the real servers say of an MCP server that cannot be: how it is reached, and how long it is waited for.

import type { ConfigVersion } from './config-problem.js';
import { isTree, type Tree } from './tree.js';

interface McpComplaint {
  /** Below the server. */
  readonly path: readonly string[];
  readonly message: string;
}

/** What only servers of the other kind have, in the order in which it is looked for. */
const NOT_FOR_STDIO: Readonly<Record<ConfigVersion, readonly string[]>> = {
  '0.118.0': [
    'url',
    'bearer_token_env_var',
    'bearer_token',
    'http_headers',
    'env_http_headers',
    'oauth_resource',
  ],
  '0.169.0': [
    'url',
    'bearer_token_env_var',
    'bearer_token',
    'http_headers_helper',
    'http_headers',
    'env_http_headers',
    'oauth',
    'oauth_resource',
  ],
};
const NOT_FOR_HTTP = ['args', 'env', 'env_vars', 'cwd', 'bearer_token'];

/** Seconds that no time can hold. */
const TOO_LONG = 2 ** 64;

/** The first thing that is wrong with a server, whose values are of their kinds; null: nothing. */
export function mcpComplaint(server: Tree, version: ConfigVersion): McpComplaint | null {
  const ofTools = durationProblem(server.tool_timeout_sec);
  if (ofTools !== null) return { path: ['tool_timeout_sec'], message: ofTools };
  const message = durationProblem(server.startup_timeout_sec) ?? transportProblem(server, version);
  return message === null ? null : { path: [], message };
}

function durationProblem(seconds: unknown): string | null {
  if (typeof seconds !== 'number') return null;
  const problem = seconds < 0 ? 'negative' : seconds >= TOO_LONG ? 'either too big or NaN' : null;
  return problem && `cannot convert float seconds to Duration: value is ${problem}`;
}

function transportProblem(server: Tree, version: ConfigVersion): string | null {
  if (server.command === undefined && server.url === undefined) return 'invalid transport';
  const isStdio = server.command !== undefined;
  const [kind, others] = isStdio ? ['stdio', NOT_FOR_STDIO[version]] : ['streamable_http', NOT_FOR_HTTP];
  const other = others.find((key) => server[key] !== undefined);
  if (other !== undefined) return `${other} is not supported for ${kind}`;
  return isStdio || version === '0.118.0' ? null : (helperProblem(server) ?? oauthProblem(server));
}

function helperProblem({ http_headers_helper: helper }: Tree): string | null {
  return typeof helper === 'string' && helper.trim() === '' ? 'http_headers_helper must not be empty' : null;
}

function oauthProblem({ oauth, auth }: Tree): string | null {
  if (!isTree(oauth)) return null;
  if (oauth.client_secret === '') return 'oauth.client_secret must not be empty';
  if (oauth.client_secret !== undefined && oauth.client_id === undefined)
    return 'oauth.client_secret requires oauth.client_id';
  const managed = ['token_endpoint_auth_method', 'authorization_server_issuer'].find(
    (key) => oauth[key] !== undefined,
  );
  return managed !== undefined && auth !== 'ema_auth' ? `oauth.${managed} requires auth = "ema_auth"` : null;
}
