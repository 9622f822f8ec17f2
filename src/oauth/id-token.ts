// What a JSON web token says of an account. Nothing is verified: the token comes from the issuer itself, and the
// real client trusts it as it is.

import { numberAt } from '../util/peek.js';
import { OAuthError } from './errors.js';
import { readStrictObject } from './strict-json.js';

export interface TokenClaims {
  readonly email: string | null;
  /** As the token names it. */
  readonly plan: string | null;
  readonly userId: string | null;
  readonly accountId: string | null;
}

const AUTH = 'https://api.openai.com/auth';
const PROFILE = 'https://api.openai.com/profile';

/** @throws OAuthError `id_token_malformed` */
export function readClaims(token: string): TokenClaims {
  const claims = readStrictObject(payloadOf(token), 'id_token_malformed');
  const auth = claims.optionalObject(AUTH);
  const profile = claims.optionalObject(PROFILE);
  return {
    email: claims.optionalText('email') ?? profile?.optionalText('email') ?? null,
    plan: auth?.optionalText('chatgpt_plan_type') ?? null,
    userId: auth?.optionalText('chatgpt_user_id') ?? auth?.optionalText('user_id') ?? null,
    accountId: auth?.optionalText('chatgpt_account_id') ?? null,
  };
}

/** When a token ends, in milliseconds since the epoch; null when it does not say, or is no token of this kind. */
export function expiryOf(token: string): number | null {
  const seconds = numberAt(lenientClaims(token), 'exp');
  return seconds === undefined ? null : seconds * 1000;
}

/** The object of account claims, empty when there is none to be read. */
export function authClaimsOf(token: string): Readonly<Record<string, unknown>> {
  const claims = lenientClaims(token);
  const auth = (claims as Record<string, unknown> | null)?.[AUTH]; // any JSON value but null may be asked for members
  return typeof auth === 'object' && auth !== null ? { ...auth } : {};
}

function lenientClaims(token: string): unknown {
  try {
    return JSON.parse(payloadOf(token)) as unknown;
  } catch {
    return null;
  }
}

function payloadOf(token: string): string {
  const [header, payload, signature] = token.split('.');
  if (!header || !payload || !signature) throw malformed('invalid ID token format');
  if (payload.length % 4 === 1) throw malformed(`Invalid input length: ${payload.length}`);
  const odd = /[^\w-]/.exec(payload);
  if (odd !== null) throw malformed(`Invalid symbol ${payload.charCodeAt(odd.index)}, offset ${odd.index}.`);
  return Buffer.from(payload, 'base64url').toString('utf8');
}

function malformed(message: string): OAuthError {
  return new OAuthError('id_token_malformed', message);
}
