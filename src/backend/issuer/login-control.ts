// Routes that stand in for a person, for tests in another process or language: decide, revoke, make tokens.

import { refuseWebPages } from '../control.js';
import { BackendError } from '../errors.js';
import { HttpProblem } from '../http-problem.js';
import type { RequestEnd } from '../request-log.js';
import { type Exchange, type Route, sendJson } from '../route.js';
import type { IssueOptions, Issuer } from './issuer.js';
import { type LoginRecord, loginReport } from './login.js';

export function loginControlRoutes(issuer: Issuer): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/_backend/logins',
      handle: ({ response }) => sendJson(response, issuer.book.logins.map(loginReport)),
    },
    {
      method: 'POST',
      path: /^\/_backend\/logins\/([^/]+)\/(approve|deny|expire|revoke)$/,
      handle: (exchange) => act(exchange, issuer),
    },
    { method: 'POST', path: '/_backend/tokens', handle: (exchange) => issue(exchange, issuer) },
  ];
}

function act(exchange: Exchange, issuer: Issuer): RequestEnd {
  refuseWebPages(exchange);
  const { captures, response } = exchange;
  const [name = '', action] = captures;
  const which = /^\d+$/.test(name) ? Number(name) : name;
  try {
    if (action === 'approve' || action === 'deny' || action === 'expire') {
      const { login, redirectTo } = issuer.decide(which, action);
      return sendJson(response, { ...loginReport(login), redirectTo });
    }
    return sendJson(response, loginReport(issuer.revoke(which)));
  } catch (thrown) {
    throw asHttpProblem(thrown);
  }
}

async function issue(exchange: Exchange, issuer: Issuer): Promise<RequestEnd> {
  refuseWebPages(exchange);
  const { json, response } = exchange;
  try {
    // Of any shape: it is checked like a script.
    const issued = await issuer.issueTokens((json ?? {}) as IssueOptions);
    const login: LoginRecord = issued.login;
    return sendJson(response, { ...issued, login: login.number });
  } catch (thrown) {
    throw asHttpProblem(thrown);
  }
}

function asHttpProblem(thrown: unknown): unknown {
  if (!(thrown instanceof BackendError)) return thrown;
  const status = { unknown_login: 404, login_decided: 409 }[thrown.code as string] ?? 400;
  return new HttpProblem(status, thrown.message, thrown.code);
}
