// The records that a sign-in leaves. They replace the one before as a whole; only what we do not know stays, unless
// it is a credential of another kind.

import { randomBytes } from 'node:crypto';
import type { OAuthDialect } from '../../oauth/dialect.js';
import { readClaims } from '../../oauth/id-token.js';
import type { JsonObject } from '../../oauth/json-object.js';
import type { Tokens } from '../../oauth/token-endpoint.js';
import type { AuthRecord } from './auth-record.js';
import { CredentialError } from './errors.js';

/** Credentials of other ways to sign in, which must not outlive a new login. */
const OTHER_CREDENTIALS: ReadonlySet<string> = new Set([
  'agent_identity',
  'personal_access_token',
  'bedrock_api_key',
  'bedrock_access_keys',
]);

export function apiKeyRecord(apiKey: string, before: AuthRecord | null): AuthRecord {
  return { mode: 'apikey', apiKey, tokens: null, lastRefresh: null, others: kept(before) };
}

export interface NewLogin {
  readonly tokens: Tokens;
  /** Null when the issuer gave none. */
  readonly apiKey: string | null;
  readonly issuer: string;
  readonly clientId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** @throws OAuthError `id_token_malformed` */
export function loginRecord(
  { tokens, apiKey, issuer, clientId, now }: NewLogin,
  before: AuthRecord | null,
  { savesProvenance }: Pick<OAuthDialect, 'savesProvenance'>,
): AuthRecord {
  return {
    mode: 'chatgpt',
    apiKey,
    tokens: {
      ...tokens,
      accountId: readClaims(tokens.idToken).accountId,
      provenance: savesProvenance ? { issuer, clientId } : null,
      loginOwnerId: savesProvenance ? randomBytes(32).toString('base64url') : null,
      others: {},
    },
    lastRefresh: new Date(now).toISOString(),
    others: kept(before),
  };
}

/** The record after a refresh: new tokens in place of old ones, everything else as it was. */
export function refreshedRecord(record: AuthRecord, tokens: Partial<Tokens>, now: number): AuthRecord {
  if (record.tokens === null) return record;
  return {
    ...record,
    tokens: { ...record.tokens, ...tokens },
    lastRefresh: new Date(now).toISOString(),
  };
}

/**
 * The record after a change to another workspace of the same person: the login stays the one it was.
 * @throws CredentialError `foreign`, or OAuthError `id_token_malformed` for a token that cannot be read
 */
export function movedRecord(
  record: AuthRecord,
  { accountId, accessToken }: { accountId: string; accessToken: string },
): AuthRecord {
  if (record.tokens === null) return record;
  const claims = readClaims(accessToken);
  const isTheirs = claims.userId !== null && claims.userId === readClaims(record.tokens.idToken).userId;
  if (!isTheirs || claims.accountId !== accountId)
    throw new CredentialError('foreign', 'Workspace exchange returned a different user or workspace');
  return { ...record, tokens: { ...record.tokens, accessToken, accountId } };
}

function kept(before: AuthRecord | null): JsonObject {
  const others = Object.entries(before?.others ?? {});
  return Object.fromEntries(others.filter(([name]) => !OTHER_CREDENTIALS.has(name)));
}
