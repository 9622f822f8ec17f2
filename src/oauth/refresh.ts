// Renewing tokens: the request, and the reading of its answer, in which some refusals end a login for good.

import { textAt } from '../util/peek.js';
import { CLIENT_ID } from './client.js';
import type { OAuthDialect } from './dialect.js';
import { OAuthError, type RefusalReason } from './errors.js';
import { type IssuerAnswer, type IssuerRequest, isOk } from './http.js';
import { isObject, parsedOrUndefined } from './json-object.js';
import { redactText } from './redact.js';
import { refusalCode } from './refusal-detail.js';
import { statusText } from './status-text.js';
import type { Tokens } from './token-endpoint.js';

/** Why tokens are renewed; newer issuers are told. */
export type RefreshCause = 'forced' | 'proactive_expiry' | 'scheduled' | 'unauthorized_recovery';

export interface Refresh {
  /** The token endpoint itself. */
  readonly url: string;
  readonly refreshToken: string;
  readonly cause: RefreshCause;
  readonly clientId?: string;
}

export function refreshRequest(refresh: Refresh, dialect: OAuthDialect): IssuerRequest {
  const { url, refreshToken, cause, clientId = CLIENT_ID } = refresh;
  const body = {
    client_id: clientId,
    grant_type: 'refresh_token',
    ...(dialect.refresh.saysWhy ? { refresh_reason: cause } : {}),
    refresh_token: refreshToken,
  };
  return { url, contentType: 'application/json', body: JSON.stringify(body), secrets: [refreshToken] };
}

/**
 * The tokens that are new; others stay as they are.
 * @throws OAuthError `refresh_refused` for good, `token_refused` for now, `response_malformed`
 */
export function processRefresh(answer: IssuerAnswer, dialect: OAuthDialect): Partial<Tokens> {
  if (!isOk(answer)) throw refusal(answer, dialect);
  const json = parsedOrUndefined(answer.body);
  const malformed = (): OAuthError => new OAuthError('response_malformed', dialect.malformedTokensText);
  if (!isObject(json)) throw malformed();
  const optional = (name: string): string | undefined => {
    const value = json[name] ?? undefined;
    if (value !== undefined && typeof value !== 'string') throw malformed();
    return value;
  };
  return definedOnly({
    idToken: optional('id_token'),
    accessToken: optional('access_token'),
    refreshToken: optional('refresh_token'),
  });
}

function definedOnly(tokens: { [Name in keyof Tokens]: string | undefined }): Partial<Tokens> {
  return Object.fromEntries(Object.entries(tokens).filter(([, token]) => token !== undefined));
}

const REASONS: ReadonlyMap<string, RefusalReason> = new Map([
  ['refresh_token_expired', 'expired'],
  ['refresh_token_reused', 'exhausted'],
  ['refresh_token_invalidated', 'revoked'],
]);

const REFUSED = 'Your access token could not be refreshed';

const texts: Readonly<Record<RefusalReason, string>> = {
  expired: `${REFUSED} because your refresh token has expired. Please log out and sign in again.`,
  exhausted: `${REFUSED} because your refresh token was already used. Please log out and sign in again.`,
  revoked: `${REFUSED} because your refresh token was revoked. Please log out and sign in again.`,
  other: `${REFUSED}. Please log out and sign in again.`,
};

/** The text for tokens that belong to somebody who is not signed in any more. */
export const SIGNED_IN_OTHERWISE = `${REFUSED} because you have since logged out or signed in to another account. Please sign in again.`;

function refusal(answer: IssuerAnswer, { refresh }: OAuthDialect): OAuthError {
  const { status } = answer;
  const code = refusalCode(answer);
  const reason = code === null ? undefined : REASONS.get(code);
  const isKnown = reason !== undefined || code === 'invalid_grant';
  if (status === 401 || (refresh.codeDecides && isKnown)) {
    const why = reason ?? 'other';
    return new OAuthError('refresh_refused', texts[why], { status, reason: why });
  }
  const detail = refresh.showsDetail ? `: ${transientDetail(answer)}` : '';
  return new OAuthError('token_refused', `Failed to refresh token: ${statusText(status)}${detail}`, {
    status,
  });
}

function transientDetail({ body, secrets }: IssuerAnswer): string {
  const said = textAt(parsedOrUndefined(body), 'error', 'message') ?? body;
  return said === '' ? 'Unknown error' : redactText(said, secrets);
}
