// Giving tokens back at the end of a login. Nobody waits for the outcome: a token that was not revoked expires.

import { canParseUrl } from '../util/url.js';
import { CLIENT_ID } from './client.js';
import { OAuthError } from './errors.js';
import { type IssuerAnswer, type IssuerRequest, isOk } from './http.js';
import { refusalDetail } from './refusal-detail.js';
import { statusText } from './status-text.js';
import type { Tokens } from './token-endpoint.js';

const TIMEOUT_MS = 10_000;

/** Revokes the refresh token, else the access token; null when there is neither. */
export function revokeRequest(
  url: string,
  { refreshToken, accessToken }: Pick<Tokens, 'refreshToken' | 'accessToken'>,
): IssuerRequest | null {
  const body =
    refreshToken !== ''
      ? { token: refreshToken, token_type_hint: 'refresh_token', client_id: CLIENT_ID }
      : { token: accessToken, token_type_hint: 'access_token' };
  if (body.token === '') return null;
  return {
    url,
    contentType: 'application/json',
    body: JSON.stringify(body),
    secrets: [body.token],
    timeoutMs: TIMEOUT_MS,
  };
}

/** @throws OAuthError `token_refused` */
export function processRevoke(answer: IssuerAnswer): void {
  if (isOk(answer)) return;
  const { status } = answer;
  const message = `The issuer did not revoke the token: ${statusText(status)}: ${refusalDetail(answer)}`;
  throw new OAuthError('token_refused', message, { status });
}

/** Where tokens from this token endpoint are revoked: same place, other path, no query. */
export function revokeUrlBeside(tokenUrl: string): string | undefined {
  if (!canParseUrl(tokenUrl)) return undefined;
  const url = new URL(tokenUrl);
  url.pathname = '/oauth/revoke';
  url.search = '';
  return url.href;
}
