// What the WebSocket listener answers over plain HTTP, decided in the real server's order: browsers
// out, probes answered, everything else must be a proper upgrade.

import type { IncomingHttpHeaders } from 'node:http';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface HttpQuestion {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** The final answer to a request, or undefined when it is an upgrade that may go on to auth. */
export function answerHttp({ method = 'GET', url = '/', headers }: HttpQuestion): HttpAnswer | undefined {
  // A page in a browser cannot leave Origin out, so its presence alone tells.
  if (headers.origin !== undefined) return { status: 403, body: '' };
  const path = url.split('?', 1)[0];
  if (path === '/readyz' || path === '/healthz') {
    if (method === 'GET' || method === 'HEAD') return { status: 200, body: '' };
    return { status: 405, body: '', headers: { allow: 'GET,HEAD' } };
  }
  if (method !== 'GET') return { status: 405, body: 'Request method must be `GET`' };
  if (!lists(headers.connection, 'upgrade')) return badRequest("Connection header did not include 'upgrade'");
  if (!lists(headers.upgrade, 'websocket')) return badRequest("`Upgrade` header did not include 'websocket'");
  if (headers['sec-websocket-version'] !== '13') {
    return badRequest("`Sec-WebSocket-Version` header did not include '13'");
  }
  if (headers['sec-websocket-key'] === undefined) return badRequest('`Sec-WebSocket-Key` header missing');
  return undefined;
}

function badRequest(body: string): HttpAnswer {
  return { status: 400, body };
}

function lists(header = '', token: string): boolean {
  return header.split(',').some((part) => part.trim().toLowerCase() === token);
}
