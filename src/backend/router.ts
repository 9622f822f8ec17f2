// From an HTTP request to its route: reads the body, records the request, answers what no route takes.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf } from '../util/coded-error.js';
import { CONTROL_PREFIX } from './control.js';
import { HttpProblem } from './http-problem.js';
import { readBody } from './request-body.js';
import type { RequestEnd, RequestLog } from './request-log.js';
import { recordedBody, withoutSecretQuery } from './request-secrets.js';
import { type Exchange, type Route, send } from './route.js';

export interface RouterOptions {
  readonly routes: readonly Route[];
  readonly log: RequestLog;
  readonly maxBodyBytes: number;
}

/** A request listener for `node:http`. Never throws and never leaves a request unanswered. */
export function createRouter(
  options: RouterOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    try {
      await answer(options, request, response, gone.signal);
    } catch (thrown) {
      if (!gone.signal.aborted) refuse(response, thrown);
    }
  };
}

async function answer(
  { routes, log, maxBodyBytes }: RouterOptions,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://backend.invalid');
  const headers = plainHeaders(request);
  const method = request.method ?? 'GET';
  const facts = { method, path: withoutSecretQuery(request.url ?? '/'), headers };
  const body = await readBody(request, maxBodyBytes).catch((thrown: unknown) => {
    const end = refuse(response, thrown);
    log.add({ ...facts, body: undefined, bytes: 0 }).end(end);
  });
  if (body === undefined) return;
  const path = url.pathname.replace(/^\/(?:v1|backend-api)(?=\/)/, '');
  const recorded = recordedBody(path, body, headers['content-type']);
  const entry = log.add({ ...facts, body: recorded, bytes: body.bytes }, !path.startsWith(CONTROL_PREFIX));
  const exchange = { method, path, query: url.searchParams, headers, json: body.json, text: body.text };
  let end: RequestEnd = { status: 0, how: 'aborted' };
  try {
    end = await dispatch(routes, { ...exchange, captures: [], request, response, log: entry, signal });
  } catch (thrown) {
    if (!signal.aborted) end = refuse(response, thrown);
  } finally {
    entry.end(end);
  }
}

function dispatch(routes: readonly Route[], exchange: Exchange): RequestEnd | Promise<RequestEnd> {
  const fitting = routes.flatMap((route) => {
    const captures = capturesOf(route.path, exchange.path);
    return captures === undefined ? [] : [{ route, captures }];
  });
  const found = fitting.find(({ route }) => route.method === exchange.method);
  if (found !== undefined) return found.route.handle({ ...exchange, captures: found.captures });
  if (fitting.length === 0) {
    throw new HttpProblem(404, `The backend has no ${exchange.method} ${exchange.path}.`, 'not_found');
  }
  exchange.response.setHeader('allow', fitting.map(({ route }) => route.method).join(', '));
  // Codex tries WebSockets first where nothing tells it not to; at this status it takes HTTP at once.
  if (exchange.headers.upgrade !== undefined)
    throw new HttpProblem(426, `${exchange.path} speaks only HTTP.`, 'upgrade_required');
  throw new HttpProblem(405, `${exchange.path} does not take ${exchange.method}.`, 'method_not_allowed');
}

function capturesOf(pattern: string | RegExp, path: string): readonly string[] | undefined {
  if (typeof pattern === 'string') return pattern === path ? [] : undefined;
  return pattern.exec(path)?.slice(1).map(decodeURIComponent);
}

function plainHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  );
}

function refuse(response: ServerResponse, thrown: unknown): RequestEnd {
  const problem =
    thrown instanceof HttpProblem
      ? thrown
      : new HttpProblem(500, `The backend failed: ${messageOf(thrown)}`, 'server_error');
  if (response.headersSent) {
    response.destroy();
    return { status: response.statusCode, how: 'cut' };
  }
  // What is left of a refused body must not be read as the next request.
  return send(response, problem.status, 'application/json', problem.body(), { connection: 'close' });
}
