// How an MCP server is reached: a process of its own, or an address; here or from another machine.

import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { Environments, ServerPlace } from '../../domain/environments/environment-ports.js';
import {
  McpFailure,
  type McpHttpServer,
  type McpHttpTransport,
  type McpOAuth,
  type McpServerConfig,
  type McpStdioTransport,
} from '../../domain/mcp/mcp-ports.js';
import { unknownPlaceText } from '../../domain/mcp/mcp-texts.js';
import { tellingOfCuts } from './cut-answers.js';
import { placedProgram } from './placed-transport.js';

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

export interface Reach {
  /** Of the thread. */
  readonly cwd: string;
  readonly env: Env;
  readonly oauth: Tokens;
  readonly places: Pick<Environments, 'servers'>;
}

/** @throws McpFailure */
export async function openTransport(config: McpServerConfig, reach: Reach): Promise<Transport> {
  const { transport } = config;
  const place = placeOf(config, reach);
  if (transport.kind === 'http') return openHttp(config, transport, { ...reach, place });
  if (place !== null) return placedProgram(transport, place, { near: reach.env, usual: HANDED_ON });
  return openStdio(transport, reach);
}

/** Null: this machine. @throws McpFailure */
function placeOf(config: McpServerConfig, { places }: Reach): ServerPlace | null {
  const { environmentId } = config;
  if (environmentId === undefined) return null;
  const place = places.servers(environmentId);
  if (place !== null) return place;
  throw other(unknownPlaceText(config));
}

function openStdio(transport: McpStdioTransport, { cwd, env }: Reach): Transport {
  const [remote] = transport.remoteEnvVars;
  if (remote !== undefined) {
    throw other(`env_vars entry \`${remote}\` uses source \`remote\`, which requires remote MCP stdio`);
  }
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

async function openHttp(
  { name, environmentId }: McpServerConfig,
  transport: McpHttpTransport,
  { env, oauth, place }: Reach & { readonly place: ServerPlace | null },
): Promise<Transport> {
  const headers: Record<string, string> = { ...transport.headers };
  for (const [header, variable] of Object.entries(transport.envHeaders)) {
    const value = env[variable];
    if (value !== undefined && value.trim() !== '') headers[header] = value;
  }
  const { url, bearerTokenEnvVar: variable } = transport;
  const isFilledThere = variable !== null && (await place?.fillsHeaders()) === true;
  if (isFilledThere) headers.Authorization = 'Bearer';
  else if (variable !== null) headers.Authorization = `Bearer ${bearerOf(name, variable, env)}`;
  const hasToken = Object.keys(headers).some((header) => header.toLowerCase() === 'authorization');
  const ask = place?.fetch(isFilledThere ? { authorization: variable } : {}) ?? fetch;
  const asked = hasToken ? ask : withToken(oauth, { name, url, environmentId }, ask);
  return new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers },
    fetch: tellingOfCuts(asked),
  });
}

/** Sends the token of a login along, as it is at that moment; one that is refused is renewed once. */
function withToken(oauth: Tokens, server: McpHttpServer, ask: typeof fetch): typeof fetch {
  return async (input, init) => {
    const send = (token: string): Promise<Response> => {
      const headers = new Headers(init?.headers);
      headers.set('authorization', `Bearer ${token}`);
      return ask(input, { ...init, headers });
    };
    const token = await oauth.token(server);
    if (token === null) return ask(input, init);
    const answer = await send(token);
    const renewed = answer.status === 401 ? await oauth.renewed(server, token) : null;
    if (renewed === null) return answer;
    await answer.body?.cancel();
    return send(renewed);
  };
}

function bearerOf(server: string, variable: string, env: Env): string {
  const token = env[variable];
  if (token !== undefined && token !== '') return token;
  const what = token === undefined ? 'not set' : 'empty';
  throw other(`Environment variable ${variable} for MCP server '${server}' is ${what}`);
}

function other(message: string): McpFailure {
  return new McpFailure({ type: 'other', message });
}
