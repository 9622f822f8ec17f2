// /oauth/token for a login: each step is a request to send and a reading of the answer, so that neither needs a
// network. Renewing tokens is refresh.ts, giving them back is revoke.ts.

import { textAt } from '../util/peek.js';
import { CLIENT_ID, endpointOf } from './client.js';
import type { OAuthDialect } from './dialect.js';
import { OAuthError } from './errors.js';
import { encodeForm, type FormFields, inOrder } from './form.js';
import { type IssuerAnswer, type IssuerRequest, isOk } from './http.js';
import { parsedOrUndefined } from './json-object.js';
import { refusalDetail } from './refusal-detail.js';
import { statusText } from './status-text.js';

export interface Tokens {
  /** As it came: a JSON web token. */
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

export interface CodeExchange {
  readonly issuer: string;
  readonly code: string;
  readonly verifier: string;
  readonly redirectUri: string;
  readonly clientId?: string;
}

export function codeExchangeRequest(exchange: CodeExchange, dialect: OAuthDialect): IssuerRequest {
  const { issuer, code, verifier, redirectUri, clientId } = exchange;
  const fields = inOrder(dialect.codeExchangeOrder, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    client_id: clientId ?? CLIENT_ID,
    code_verifier: verifier,
  });
  return formRequest(issuer, fields, dialect, [code, verifier]);
}

/** @throws OAuthError `token_refused` | `response_malformed` */
export function processCodeExchange(answer: IssuerAnswer, dialect: OAuthDialect): Tokens {
  assertGiven(answer);
  const json = parsedOrUndefined(answer.body);
  const idToken = textAt(json, 'id_token');
  const accessToken = textAt(json, 'access_token');
  const refreshToken = textAt(json, 'refresh_token');
  if (idToken === undefined || accessToken === undefined || refreshToken === undefined) {
    throw new OAuthError('response_malformed', dialect.malformedTokensText);
  }
  return { idToken, accessToken, refreshToken };
}

/** Long enough for an issuer that has it, short enough not to hold up a login that can do without. */
const API_KEY_TIMEOUT_MS = 10_000;

/** Asks for an API key in exchange for an id token. */
export function apiKeyRequest(
  { issuer, idToken, clientId = CLIENT_ID }: { issuer: string; idToken: string; clientId?: string },
  dialect: OAuthDialect,
): IssuerRequest {
  const fields: FormFields = [
    ['grant_type', 'urn:ietf:params:oauth:grant-type:token-exchange'],
    ['client_id', clientId],
    ['requested_token', 'openai-api-key'],
    ['subject_token', idToken],
    ['subject_token_type', 'urn:ietf:params:oauth:token-type:id_token'],
  ];
  return { ...formRequest(issuer, fields, dialect, [idToken]), timeoutMs: API_KEY_TIMEOUT_MS };
}

/** @throws OAuthError `token_refused` | `response_malformed` */
export function processApiKey(answer: IssuerAnswer, dialect: OAuthDialect): string {
  assertGiven(answer);
  const key = textAt(parsedOrUndefined(answer.body), 'access_token');
  if (key === undefined) throw new OAuthError('response_malformed', dialect.malformedTokensText);
  return key;
}

function formRequest(
  issuer: string,
  fields: FormFields,
  dialect: OAuthDialect,
  secrets: readonly string[],
): IssuerRequest {
  return {
    url: endpointOf(issuer, '/oauth/token'),
    contentType: 'application/x-www-form-urlencoded',
    body: encodeForm(fields, dialect.encoding),
    secrets,
  };
}

function assertGiven(answer: IssuerAnswer): void {
  if (isOk(answer)) return;
  const { status } = answer;
  throw new OAuthError(
    'token_refused',
    `token endpoint returned status ${statusText(status)}: ${refusalDetail(answer)}`,
    { status },
  );
}
