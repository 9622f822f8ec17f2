// How an MCP server is reached: a process of its own, or an address.

import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  McpFailure,
  type McpHttpServer,
  type McpHttpTransport,
  type McpOAuth,
  type McpServerConfig,
  type McpStdioTransport,
} from '../../domain/mcp/mcp-ports.js';

type Tokens = Pick<McpOAuth, 'token' | 'renewed'>;
type Env = Readonly<Record<string, string | undefined>>;

/** What a server started here is handed on; everything else it must be given by name. */
const HANDED_ON = [
  'HOME',
  'LOGNAME',
  'PATH',
  'SHELL',
  'USER',
  '__CF_USER_TEXT_ENCODING',
  'LANG',
  'LC_ALL',
  'TERM',
  'TMPDIR',
  'TZ',
];

/** @throws McpFailure */
export function openTransport(
  { name, transport }: McpServerConfig,
  { cwd, env, oauth }: { readonly cwd: string; readonly env: Env; readonly oauth: Tokens },
): Transport {
  return transport.kind === 'stdio'
    ? openStdio(transport, cwd, env)
    : openHttp(name, transport, { env, oauth });
}

function openStdio(transport: McpStdioTransport, cwd: string, env: Env): Transport {
  const given: Record<string, string> = {};
  for (const name of [...HANDED_ON, ...transport.envVars]) {
    const value = env[name];
    if (value !== undefined) given[name] = value;
  }
  return new StdioClientTransport({
    command: transport.command,
    args: [...transport.args],
    env: { ...given, ...transport.env },
    cwd: transport.cwd ?? cwd,
    stderr: 'ignore',
  });
}

function openHttp(
  server: string,
  transport: McpHttpTransport,
  { env, oauth }: { readonly env: Env; readonly oauth: Tokens },
): Transport {
  const headers: Record<string, string> = { ...transport.headers };
  for (const [header, variable] of Object.entries(transport.envHeaders)) {
    const value = env[variable];
    if (value !== undefined && value.trim() !== '') headers[header] = value;
  }
  const { bearerTokenEnvVar } = transport;
  if (bearerTokenEnvVar !== null)
    headers.Authorization = `Bearer ${bearerOf(server, bearerTokenEnvVar, env)}`;
  const { url } = transport;
  const hasToken = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
  return new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers },
    ...(hasToken ? {} : { fetch: withToken(oauth, { name: server, url }) }),
  });
}

/** Sends the token of a login along, as it is at that moment; one that is refused is renewed once. */
function withToken(oauth: Tokens, server: McpHttpServer): typeof fetch {
  return async (input, init) => {
    const send = (token: string): Promise<Response> => {
      const headers = new Headers(init?.headers);
      headers.set('authorization', `Bearer ${token}`);
      return fetch(input, { ...init, headers });
    };
    const token = await oauth.token(server);
    if (token === null) return fetch(input, init);
    const answer = await send(token);
    const renewed = answer.status === 401 ? await oauth.renewed(server, token) : null;
    if (renewed === null) return answer;
    await answer.body?.cancel();
    return send(renewed);
  };
}

function bearerOf(server: string, variable: string, env: Env): string {
  const token = env[variable];
  if (token === undefined || token === '') {
    const what = token === undefined ? 'not set' : 'empty';
    throw new McpFailure({
      type: 'other',
      message: `Environment variable ${variable} for MCP server '${server}' is ${what}`,
    });
  }
  return token;
}
