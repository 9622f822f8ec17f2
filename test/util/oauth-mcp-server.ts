// An MCP server over HTTP behind OAuth, and its issuer, in one: takes the tokens it knows, renews as it is told to.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How it answers who wants a token renewed. */
export type Renewal = 'new tokens' | 'an access token alone' | 'invalid_grant' | 'server_error';

export interface OAuthMcpServer {
  readonly url: string;
  readonly issuer: string;
  renewal: Renewal;
  /** Access tokens it takes. */
  readonly valid: Set<string>;
  /** What it was asked, in order: methods of MCP with their tokens, and forms of renewals. */
  readonly asked: string[];
  close(): Promise<void>;
}

export async function startOAuthMcpServer(): Promise<OAuthMcpServer> {
  const valid = new Set<string>();
  const asked: string[] = [];
  let renewals = 0;
  const server = createServer((request, response) => {
    void handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const json = (response: ServerResponse, status: number, body: object, headers = {}): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const path = request.url ?? '';
    if (path.startsWith('/.well-known/oauth-authorization-server')) {
      json(response, 200, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        registration_endpoint: `${issuer}/register`,
        response_types_supported: ['code'],
        code_challenge_methods_supported: ['S256'],
      });
    } else if (path.startsWith('/.well-known/oauth-protected-resource')) {
      json(response, 200, { resource: url, authorization_servers: [issuer] });
    } else if (path === '/token') renew(text, response);
    else if (path === '/mcp' && request.method === 'POST') answer(request, text, response);
    else response.writeHead(path === '/mcp' ? 405 : 404).end();
  }

  function renew(text: string, response: ServerResponse): void {
    const form = Object.fromEntries(new URLSearchParams(text));
    asked.push(
      `renew ${JSON.stringify(Object.fromEntries(Object.entries(form).sort(([a], [b]) => (a < b ? -1 : 1))))}`,
    );
    const { renewal } = served;
    if (renewal === 'server_error' || renewal === 'invalid_grant') {
      json(response, renewal === 'server_error' ? 500 : 400, { error: renewal });
      return;
    }
    renewals += 1;
    valid.add(`fresh-${renewals}`);
    json(response, 200, {
      access_token: `fresh-${renewals}`,
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'a b',
      ...(renewal === 'new tokens' ? { refresh_token: `renew-${renewals}` } : {}),
    });
  }

  function answer(request: IncomingMessage, text: string, response: ServerResponse): void {
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    const { id, method, params } = JSON.parse(text) as {
      id?: number;
      method: string;
      params?: { protocolVersion?: string };
    };
    if (method === 'initialize') asked.push(`initialize with ${token}`);
    if (!valid.has(token)) {
      const metadata = `${issuer}/.well-known/oauth-protected-resource`;
      json(response, 401, {}, { 'www-authenticate': `Bearer resource_metadata="${metadata}"` });
    } else if (id === undefined) response.writeHead(202).end();
    else json(response, 200, { jsonrpc: '2.0', id, result: resultOf(method, params?.protocolVersion) });
  }

  const url = `${issuer}/mcp`;
  const served: OAuthMcpServer = {
    url,
    issuer,
    renewal: 'new tokens',
    valid,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return served;
}

function resultOf(method: string, protocolVersion: string | undefined): object {
  if (method === 'initialize')
    return { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'behind', version: '1' } };
  return { tools: [{ name: 'hello', inputSchema: { type: 'object' } }] };
}
