// Routes to steer the backend from another process or language: its gates and its requests.

import type { Gates } from './gates.js';
import { HttpProblem } from './http-problem.js';
import type { RequestLog } from './request-log.js';
import { type Exchange, type Route, sendJson } from './route.js';

/** Requests below this path steer the backend and are not recorded. */
export const CONTROL_PREFIX = '/_backend/';

export interface ControlDeps {
  readonly gates: Gates;
  readonly log: RequestLog;
}

export function controlRoutes({ gates, log }: ControlDeps): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/_backend/requests',
      handle: ({ response }) =>
        sendJson(
          response,
          log.requests.map((request) => ({ ...request, ended: undefined })),
        ),
    },
    { method: 'GET', path: '/_backend/gates', handle: ({ response }) => sendJson(response, gates.waiting()) },
    {
      method: 'POST',
      path: /^\/_backend\/gates\/([^/]+)\/(open|close|step)$/,
      handle: (exchange) => {
        moveGate(gates, exchange);
        return sendJson(exchange.response, gates.waiting());
      },
    },
  ];
}

/**
 * A page in somebody's browser must not steer the backend: browsers always send Origin with a POST.
 * @throws HttpProblem 403
 */
export function refuseWebPages({ headers }: Exchange): void {
  if (headers.origin !== undefined)
    throw new HttpProblem(403, 'The backend is not steered from web pages.', 'forbidden');
}

function moveGate(gates: Gates, exchange: Exchange): void {
  refuseWebPages(exchange);
  const [name = '', action] = exchange.captures;
  if (action === 'open') gates.open(name);
  else if (action === 'close') gates.close(name);
  else gates.step(name);
}
