// Routes of the token endpoint: codes and refresh tokens become tokens, id tokens become API keys, tokens are revoked.

import { HttpProblem } from '../http-problem.js';
import type { RequestEnd } from '../request-log.js';
import type { Exchange, Route } from '../route.js';
import { type FaultDeps, playFault } from './fault.js';
import type { Login } from './login.js';
import type { LoginBook } from './login-book.js';
import { paramsOf, refuseOAuth, sendSecret } from './params.js';
import { isVerifierOf } from './pkce.js';
import { secret } from './secret.js';
import { refusalOf, type TokenVault } from './token-vault.js';

export interface TokenDeps extends FaultDeps {
  readonly book: LoginBook;
  readonly vault: TokenVault;
}

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token';

export function tokenRoutes(deps: TokenDeps): readonly Route[] {
  return [
    { method: 'POST', path: '/oauth/token', handle: (exchange) => giveTokens(exchange, deps) },
    { method: 'POST', path: '/oauth/revoke', handle: (exchange) => revoke(exchange, deps) },
  ];
}

function giveTokens(exchange: Exchange, deps: TokenDeps): Promise<RequestEnd> | RequestEnd {
  const params = paramsOf(exchange);
  const grant = params.get('grant_type');
  switch (grant) {
    case 'authorization_code':
      return exchangeCode(exchange, params, deps);
    case 'refresh_token':
      return refresh(exchange, params, deps);
    case TOKEN_EXCHANGE:
      return exchangeForApiKey(exchange, params, deps);
    case null:
      return refuseOAuth(exchange, 400, 'invalid_request', 'grant_type is missing.');
    default:
      return refuseOAuth(exchange, 400, 'unsupported_grant_type', `This grant_type is not known: ${grant}.`);
  }
}

async function exchangeCode(
  exchange: Exchange,
  params: URLSearchParams,
  deps: TokenDeps,
): Promise<RequestEnd> {
  const login = deps.book.byCode(params.get('code') ?? '');
  if (login === undefined)
    return refuseOAuth(exchange, 400, 'invalid_grant', 'This authorization code is not known.');
  if (login.script !== undefined) exchange.log.chose(login.script);
  const faulty = await playFault(exchange, { login, point: 'exchange' }, deps);
  if (faulty !== undefined) return faulty;
  const problem = codeProblem(login, params, exchange.headers.host ?? '', deps.clock.now());
  if (problem !== undefined) {
    login.problems.push(problem);
    return refuseOAuth(exchange, 400, 'invalid_grant', problem);
  }
  // Before anything waits: of two exchanges of one code only the first may succeed.
  login.become('signedIn');
  return sendSecret(exchange, await deps.vault.answer(login, 'login'));
}

/** Why this code must not be exchanged by this request. */
function codeProblem(login: Login, params: URLSearchParams, host: string, now: number): string | undefined {
  const { code, clientId } = login;
  if (code === undefined || login.state !== 'approved')
    return 'This authorization code has already been used.';
  if (now >= code.expiresAt) return 'This authorization code has expired.';
  if (params.get('client_id') !== clientId) return 'The client_id is not the one that asked for the code.';
  if (!isSameRedirect(code.redirectUri, params.get('redirect_uri') ?? '', host))
    return 'The redirect_uri is not the one of the authorization request.';
  if (!isVerifierOf(code.challenge, params.get('code_verifier') ?? ''))
    return 'The code_verifier does not fit the code_challenge (S256).';
  return undefined;
}

function isSameRedirect(expected: string, given: string, host: string): boolean {
  if (!expected.startsWith('/')) return given === expected;
  // Something in front of the backend may speak TLS for it.
  return given === `http://${host}${expected}` || given === `https://${host}${expected}`;
}

async function refresh(exchange: Exchange, params: URLSearchParams, deps: TokenDeps): Promise<RequestEnd> {
  const token = params.get('refresh_token') ?? '';
  const verdict = deps.vault.readRefreshToken(token);
  if (verdict.kind === 'unknown') return refuseRefresh(exchange, 'unknown');
  const { login } = verdict;
  if (login.script !== undefined) exchange.log.chose(login.script);
  const faulty = await playFault(exchange, { login, point: 'refresh' }, deps);
  if (faulty !== undefined) return faulty;
  if (params.get('client_id') !== login.clientId) {
    login.problems.push('A refresh came with another client_id than the login.');
    return refuseOAuth(exchange, 400, 'invalid_client', 'The client_id is not the one of the login.');
  }
  // Read again: while a fault waited, another request may have used the token.
  const { kind } = deps.vault.readRefreshToken(token);
  if (kind !== 'valid') {
    login.problems.push(`A refresh token that is no longer good was used: ${kind}.`);
    return refuseRefresh(exchange, kind);
  }
  deps.vault.useRefreshToken(token);
  login.refreshes += 1;
  return sendSecret(exchange, await deps.vault.answer(login, 'refresh'));
}

// In the shape in which codex looks for the reason, not in that of RFC 6749.
function refuseRefresh(exchange: Exchange, kind: Parameters<typeof refusalOf>[0]): RequestEnd {
  const { code, message } = refusalOf(kind);
  const error = { message, type: 'invalid_request_error', param: null, code };
  return sendSecret(exchange, { error }, 401);
}

async function exchangeForApiKey(
  exchange: Exchange,
  params: URLSearchParams,
  deps: TokenDeps,
): Promise<RequestEnd> {
  const login = deps.vault.loginOfIdToken(params.get('subject_token') ?? '');
  if (login === undefined)
    return refuseOAuth(exchange, 401, 'invalid_grant', 'The subject_token is no id token of this issuer.');
  if (login.script !== undefined) exchange.log.chose(login.script);
  const faulty = await playFault(exchange, { login, point: 'apiKey' }, deps);
  if (faulty !== undefined) return faulty;
  const wanted = [params.get('requested_token'), params.get('subject_token_type'), params.get('client_id')];
  const expected = ['openai-api-key', ID_TOKEN, login.clientId];
  if (wanted.some((value, index) => value !== expected[index])) {
    const problem = 'Only an API key is given for an id token, and only to the client of the login.';
    login.problems.push(problem);
    return refuseOAuth(exchange, 400, 'invalid_request', problem);
  }
  login.apiKeys += 1;
  return sendSecret(exchange, {
    access_token: secret('sk-test-'),
    issued_token_type: 'urn:openai:params:oauth:token-type:api_key',
    token_type: 'Bearer',
  });
}

async function revoke(exchange: Exchange, deps: TokenDeps): Promise<RequestEnd> {
  const token = paramsOf(exchange).get('token');
  if (token === null) throw new HttpProblem(400, 'A token to revoke is missing.');
  const login = deps.vault.loginOf(token);
  if (login !== undefined) {
    const faulty = await playFault(exchange, { login, point: 'revoke' }, deps);
    if (faulty !== undefined) return faulty;
    login.isRevoked = true;
  }
  // RFC 7009: a token that is not known counts as revoked.
  return sendSecret(exchange, {});
}
