// What a route family is: a table of paths with handlers. The router alone knows the HTTP server.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LogEntry, RequestEnd } from './request-log.js';

/** One request on its way through a route. */
export interface Exchange {
  readonly method: string;
  /** Without query and without a leading `/v1` or `/backend-api`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names, credentials included. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, or `undefined`. */
  readonly json: unknown;
  readonly text: string;
  /** What the path pattern captured. */
  readonly captures: readonly string[];
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly log: LogEntry;
  /** Aborts when the client is gone. */
  readonly signal: AbortSignal;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** The whole path, after a leading `/v1` or `/backend-api` is taken off. */
  readonly path: string | RegExp;
  /** Answers, and says how that ended. A thrown HttpProblem is sent as an error. */
  readonly handle: (exchange: Exchange) => RequestEnd | Promise<RequestEnd>;
}

/** Sends a whole answer at once. */
export function send(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): RequestEnd {
  response.writeHead(status, {
    ...headers,
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
  return { status, how: 'sent' };
}

export function sendJson(
  response: ServerResponse,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): RequestEnd {
  return send(response, 200, 'application/json', JSON.stringify(value), headers);
}
