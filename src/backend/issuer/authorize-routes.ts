// Routes of the browser flow: the page on which a person decides, and the way back to the client.

import { sleep } from '../../util/clock.js';
import { canParseUrl } from '../../util/url.js';
import { HttpProblem } from '../http-problem.js';
import type { RequestEnd } from '../request-log.js';
import type { Exchange, Route } from '../route.js';
import { decisionPage, notePage, readDecision, whyTooLate } from './decision-form.js';
import type { DevicePageDeps } from './device-pages.js';
import { playFault } from './fault.js';
import { type AuthorizationRequest, CODE_LIFE_MS, type Login } from './login.js';
import { redirect, sendPage } from './page.js';
import { isChallenge } from './pkce.js';
import { secret } from './secret.js';
import { refuseForeignNames } from './visitor.js';

const PATH = '/oauth/authorize';

export function authorizeRoutes(deps: DevicePageDeps): readonly Route[] {
  return [
    { method: 'GET', path: PATH, handle: (exchange) => ask(exchange, deps) },
    { method: 'POST', path: PATH, handle: (exchange) => decide(exchange, deps) },
  ];
}

async function ask(exchange: Exchange, deps: DevicePageDeps): Promise<RequestEnd> {
  refuseForeignNames(exchange, deps.url());
  const { query } = exchange;
  const clientId = query.get('client_id') ?? '';
  const request = requestOf(query);
  const unsafe = whyNoWayBack(clientId, request.redirectUri);
  if (unsafe !== undefined) return sendPage(exchange, notePage('This link does not work', unsafe, 400));
  const wrong = whyRefused(query);
  if (wrong !== undefined) return redirect(exchange, wayBack(request, wrong), 302);

  const login =
    deps.book.byAuthorization(request) ?? deps.book.startBrowser(clientId, exchange.headers, request);
  if (login.script !== undefined) exchange.log.chose(login.script);
  chooseAllowed(login, request);
  const faulty = await playFault(exchange, { login, point: 'authorize' }, deps);
  if (faulty !== undefined) return faulty;
  const { afterMs = 0 } = login.entry.decision ?? {};
  if (login.state === 'waiting' && afterMs > 0)
    await sleep(deps.clock, afterMs, exchange.signal).catch(() => undefined);
  if (exchange.signal.aborted) return { status: 0, how: 'aborted' };
  login.decideAsScripted(deps.clock.now());
  if (login.state === 'approved' || login.state === 'denied')
    return redirect(exchange, outcomeUrl(login, deps.clock.now()), 302);
  return sendPage(exchange, whyTooLate(login, deps.clock.now()) ?? decisionPage(login, PATH));
}

/** Whoever may work in several workspaces chooses one that the client takes. */
function chooseAllowed(login: Login, { workspaces: allowed }: AuthorizationRequest): void {
  const { accountId, workspaces } = login.account;
  const ids = allowed?.split(',') ?? [accountId];
  const other = ids.includes(accountId) ? undefined : workspaces.find(({ id }) => ids.includes(id));
  if (other !== undefined) login.moveTo(other);
}

function decide(exchange: Exchange, deps: DevicePageDeps): RequestEnd {
  const { login, decision } = readDecision(exchange, deps, 'browser');
  const now = deps.clock.now();
  // A second click cancels the redirect that the first one brought: it gets the same again.
  const isDecided = login.state === 'approved' || login.state === 'denied';
  const tooLate = isDecided ? undefined : whyTooLate(login, now);
  if (tooLate !== undefined) return sendPage(exchange, tooLate);
  if (!isDecided) login.decide(decision);
  return redirect(exchange, outcomeUrl(login, now), 303);
}

function requestOf(query: URLSearchParams): AuthorizationRequest {
  return {
    redirectUri: query.get('redirect_uri') ?? '',
    state: query.get('state') ?? undefined,
    challenge: query.get('code_challenge') ?? '',
    scope: query.get('scope') ?? '',
    originator: query.get('originator') ?? undefined,
    workspaces: query.get('allowed_workspace_id') ?? undefined,
  };
}

/** Problems that a page must tell, because a redirect might lead to a stranger. */
function whyNoWayBack(clientId: string, redirectUri: string): string | undefined {
  if (clientId === '') return 'It does not say which client wants to sign in (client_id).';
  const url = canParseUrl(redirectUri) ? new URL(redirectUri) : undefined;
  const isLoopback = url !== undefined && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  return isLoopback && url.protocol === 'http:'
    ? undefined
    : 'It does not lead back to a program on this computer (redirect_uri).';
}

type OAuthError = readonly [error: string, description: string];

function whyRefused(query: URLSearchParams): OAuthError | undefined {
  if (query.get('response_type') !== 'code')
    return ['unsupported_response_type', 'Only response_type=code is supported.'];
  if (query.get('code_challenge_method') !== 'S256' || !isChallenge(query.get('code_challenge') ?? ''))
    return ['invalid_request', 'A code_challenge with code_challenge_method=S256 is missing.'];
  return undefined;
}

function wayBack({ redirectUri, state }: AuthorizationRequest, [error, description]: OAuthError): string {
  return withQuery(redirectUri, { error, error_description: description, state });
}

/**
 * Where a decided browser login leads: to the client, with a code or an error.
 * @throws HttpProblem 400 for a login without a way back
 */
export function outcomeUrl(login: Login, now: number): string {
  const { authorization } = login;
  if (authorization === undefined) throw new HttpProblem(400, 'This login was not started in a browser.');
  const { redirectUri, state, challenge } = authorization;
  if (login.state === 'denied') return wayBack(authorization, ['access_denied', 'The sign-in was denied.']);
  const expiresAt = now + CODE_LIFE_MS;
  const { value } = login.codeOr(() => ({ value: secret('ac_'), challenge, redirectUri, expiresAt }));
  return withQuery(redirectUri, { code: value, state });
}

function withQuery(base: string, params: Readonly<Record<string, string | undefined>>): string {
  const url = new URL(base);
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}
