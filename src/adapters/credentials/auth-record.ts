// The text of auth.json, in both directions compatible with the real client: same keys, same order, same layout.
// Members that we do not know come back out as they went in.

import { readClaims } from '../../oauth/id-token.js';
import { isObject, type JsonObject } from '../../oauth/json-object.js';
import type { Tokens } from '../../oauth/token-endpoint.js';
import { messageOf } from '../../util/coded-error.js';
import { CredentialError } from './errors.js';

export type AuthMode = 'apikey' | 'chatgpt' | 'chatgptAuthTokens';

interface StoredTokens extends Tokens {
  readonly accountId: string | null;
  /** Whose tokens they are; null in files of older versions. */
  readonly provenance: { readonly issuer: string; readonly clientId: string } | null;
  /** Tells one login from the next; null in files of older versions. */
  readonly loginOwnerId: string | null;
  readonly others: JsonObject;
}

export interface AuthRecord {
  /** Null when the file does not say. */
  readonly mode: AuthMode | null;
  readonly apiKey: string | null;
  readonly tokens: StoredTokens | null;
  /** RFC 3339. */
  readonly lastRefresh: string | null;
  readonly others: JsonObject;
}

/** How somebody is signed in: as the file says, else by what it holds. */
export function modeOf({ mode, apiKey }: AuthRecord): AuthMode {
  return mode ?? (apiKey === null ? 'chatgpt' : 'apikey');
}

/** @throws CredentialError `unreadable` */
export function parseAuthRecord(text: string): AuthRecord {
  try {
    return recordOf(JSON.parse(text));
  } catch (thrown) {
    throw thrown instanceof CredentialError ? thrown : unreadable(reasonOf(thrown));
  }
}

/** What JSON.parse says quotes the text, and the text is full of secrets. */
function reasonOf(thrown: unknown): string {
  return thrown instanceof SyntaxError ? 'it is not JSON' : messageOf(thrown);
}

function recordOf(json: unknown): AuthRecord {
  if (!isObject(json)) throw unreadable('it holds no object');
  const { auth_mode, OPENAI_API_KEY, tokens, last_refresh, ...others } = json;
  const lastRefresh = optionalText(last_refresh, 'last_refresh');
  if (lastRefresh !== null && Number.isNaN(Date.parse(lastRefresh))) {
    throw unreadable('last_refresh is not a time');
  }
  return {
    mode: knownMode(optionalText(auth_mode, 'auth_mode')),
    apiKey: optionalText(OPENAI_API_KEY, 'OPENAI_API_KEY'),
    tokens: tokens === undefined || tokens === null ? null : tokensOf(tokens),
    lastRefresh,
    others,
  };
}

function tokensOf(json: unknown): StoredTokens {
  if (!isObject(json)) throw unreadable('tokens is not an object');
  const { id_token, access_token, refresh_token, account_id, oauth_provenance, login_owner_id, ...others } =
    json;
  const idToken = requiredText(id_token, 'tokens.id_token');
  // A login whose owner cannot be told is none; the real client takes it the same way.
  readClaims(idToken);
  return {
    idToken,
    accessToken: requiredText(access_token, 'tokens.access_token'),
    refreshToken: requiredText(refresh_token, 'tokens.refresh_token'),
    accountId: optionalText(account_id, 'tokens.account_id'),
    ...provenanceOf(oauth_provenance),
    loginOwnerId: optionalText(login_owner_id, 'tokens.login_owner_id'),
    others: { ...others, ...strangeProvenance(oauth_provenance) },
  };
}

function provenanceOf(json: unknown): Pick<StoredTokens, 'provenance'> {
  if (!isPlainProvenance(json)) return { provenance: null };
  return { provenance: { issuer: json.issuer, clientId: json.client_id } };
}

/** A provenance that says more than we know is kept as it is, and not acted on. */
function strangeProvenance(json: unknown): JsonObject {
  return json === undefined || isPlainProvenance(json) ? {} : { oauth_provenance: json };
}

function isPlainProvenance(json: unknown): json is { issuer: string; client_id: string } {
  return (
    isObject(json) &&
    Object.keys(json).length === 2 &&
    typeof json.issuer === 'string' &&
    typeof json.client_id === 'string'
  );
}

const MODES: ReadonlySet<string> = new Set<AuthMode>(['apikey', 'chatgpt', 'chatgptAuthTokens']);

function knownMode(mode: string | null): AuthMode | null {
  if (mode === null) return null;
  if (!MODES.has(mode)) throw unreadable('its auth_mode is not supported here');
  return mode as AuthMode; // the set holds nothing else
}

function optionalText(value: unknown, name: string): string | null {
  if (value === undefined || value === null) return null;
  return requiredText(value, name);
}

function requiredText(value: unknown, name: string): string {
  if (typeof value !== 'string') throw unreadable(`${name} is no text`);
  return value;
}

function unreadable(reason: string): CredentialError {
  return new CredentialError('unreadable', `The saved credentials cannot be read: ${reason}.`);
}

/** `pretty` as in the file, otherwise on one line as in a keyring. */
export function formatAuthRecord(record: AuthRecord, layout: 'pretty' | 'compact'): string {
  const { mode, apiKey, tokens, lastRefresh, others } = record;
  const json = {
    ...(mode === null ? {} : { auth_mode: mode }),
    OPENAI_API_KEY: apiKey,
    ...(tokens === null ? {} : { tokens: jsonOfTokens(tokens) }),
    ...(lastRefresh === null ? {} : { last_refresh: lastRefresh }),
    ...others,
  };
  return JSON.stringify(json, null, layout === 'pretty' ? 2 : undefined);
}

function jsonOfTokens(tokens: StoredTokens): JsonObject {
  const { provenance, loginOwnerId } = tokens;
  return {
    id_token: tokens.idToken,
    access_token: tokens.accessToken,
    refresh_token: tokens.refreshToken,
    ...(provenance === null
      ? {}
      : { oauth_provenance: { issuer: provenance.issuer, client_id: provenance.clientId } }),
    ...(loginOwnerId === null ? {} : { login_owner_id: loginOwnerId }),
    ...tokens.others,
    account_id: tokens.accountId,
  };
}

/** Whether two records say the same. */
export function isSameRecord(one: AuthRecord | null, other: AuthRecord | null): boolean {
  if (one === null || other === null) return one === other;
  return formatAuthRecord(one, 'compact') === formatAuthRecord(other, 'compact');
}
