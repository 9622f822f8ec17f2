// Decides about credentials, without reading or writing any: when tokens are renewed, what a look at the store
// means, who a record says is signed in. credential-service.ts acts on it.

import type { ChatgptAccount, SignedIn } from '../../domain/login/account.js';
import { planTypeOf } from '../../domain/login/account.js';
import type { OAuthDialect } from '../../oauth/dialect.js';
import { expiryOf, readClaims, type TokenClaims } from '../../oauth/id-token.js';
import type { RefreshCause } from '../../oauth/refresh.js';
import { type AuthRecord, isSameRecord, modeOf } from './auth-record.js';

/** Tokens that do not say when they end are renewed when they are this old. */
const SCHEDULE_MS = 8 * 24 * 60 * 60 * 1000;

/** Why the tokens of a record are due now; null when they are not, or are none of ours to renew. */
export function dueRefresh(
  record: AuthRecord | null,
  now: number,
  { earlyMs }: OAuthDialect['refresh'],
): RefreshCause | null {
  if (record?.tokens == null || modeOf(record) !== 'chatgpt') return null;
  const expiry = expiryOf(record.tokens.accessToken);
  if (expiry !== null) return expiry - earlyMs <= now ? 'proactive_expiry' : null;
  const { lastRefresh } = record;
  return lastRefresh !== null && Date.parse(lastRefresh) < now - SCHEDULE_MS ? 'scheduled' : null;
}

/** What is held in memory, and what the store held when they last agreed. */
export interface Snapshot {
  readonly record: AuthRecord;
  /** Differs from `record` when that could not be saved; null when nothing was in the store. */
  readonly stored: AuthRecord | null;
}

/**
 * What a look at the store means for tokens about to be renewed:
 * - `ask`: nobody has renewed them meanwhile
 * - `save`: they were renewed, and could not be saved then
 * - `adopt`: somebody else has renewed them
 * - `foreign`: somebody else is signed in, or nobody
 */
export type StoreVerdict = 'ask' | 'save' | 'adopt' | 'foreign';

export function judgeStore({ record, stored }: Snapshot, found: AuthRecord | null): StoreVerdict {
  const accountId = record.tokens?.accountId ?? null;
  const isTheirs =
    accountId !== null &&
    found !== null &&
    modeOf(found) === 'chatgpt' &&
    found.tokens?.accountId === accountId;
  if (!isTheirs) return 'foreign';
  if (!isSameRecord(found, stored)) return 'adopt';
  return isSameRecord(record, stored) ? 'ask' : 'save';
}

/** Who a stored record says is signed in. */
export function signedInOf(record: AuthRecord | null, dialect: OAuthDialect): SignedIn | null {
  if (record === null) return null;
  const mode = modeOf(record);
  if (mode === 'apikey') return record.apiKey === null ? null : { mode: 'apikey' };
  if (record.tokens === null) return null;
  const claims = readClaims(record.tokens.idToken);
  return accountOf(claims, { mode, accountId: record.tokens.accountId, plan: null }, dialect);
}

/** Who tokens from outside stand for: the client's word on the plan goes before the token's. */
export function externalAccount(
  accessToken: string,
  given: { accountId: string; plan: string | null },
  dialect: OAuthDialect,
): ChatgptAccount {
  return accountOf(readClaims(accessToken), { mode: 'chatgptAuthTokens', ...given }, dialect);
}

function accountOf(
  claims: TokenClaims,
  given: { mode: ChatgptAccount['mode']; accountId: string | null; plan: string | null },
  dialect: OAuthDialect,
): ChatgptAccount {
  const { mode, accountId, plan } = given;
  const { email, userId } = claims;
  const planType = plan === null ? planOfClaim(claims.plan, dialect) : planTypeOf(plan);
  return { mode, email, planType, userId, accountId };
}

/** Claims are written in one way only, unlike what clients say. */
function planOfClaim(
  claim: string | null,
  { knowsEducationClaim }: OAuthDialect,
): ChatgptAccount['planType'] {
  const isExact = claim !== null && claim === claim.toLowerCase();
  return isExact && (claim !== 'education' || knowsEducationClaim) ? planTypeOf(claim) : 'unknown';
}
