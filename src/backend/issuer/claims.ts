// What id and access tokens say about an account, in the places where codex looks.

import type { WholeAccount } from '../checked-login.js';
import type { TokenOptions } from '../login-script.js';

const AUTH = 'https://api.openai.com/auth';
const PROFILE = 'https://api.openai.com/profile';
const DEFAULT_LIFE_SECONDS = 3600;

export interface ClaimFacts {
  readonly issuer: string;
  readonly clientId: string;
  readonly account: WholeAccount;
  readonly options: TokenOptions;
  /** Seconds since the epoch. */
  readonly now: number;
  /** Differs from token to token. */
  readonly id: string;
}

export type Claims = Record<string, unknown>;

/** Seconds that an access token lasts. */
export function lifeSeconds({ expiresIn }: TokenOptions): number {
  return expiresIn ?? DEFAULT_LIFE_SECONDS;
}

export function idClaims(facts: ClaimFacts): Claims {
  const { account, clientId, now } = facts;
  const organization = {
    id: account.organizationId,
    title: account.workspace,
    role: 'member',
    is_default: true,
  };
  const top = {
    ...standardClaims(facts),
    aud: [clientId],
    exp: now + DEFAULT_LIFE_SECONDS,
    auth_time: now,
    email: account.email,
    email_verified: true,
    name: account.name,
  };
  const auth = {
    ...authClaims(account),
    completed_platform_onboarding: true,
    is_org_owner: false,
    organization_id: account.organizationId,
    organizations: [organization],
    groups: [],
  };
  return assembled(facts, top, { [AUTH]: auth });
}

export function accessClaims(facts: ClaimFacts): Claims {
  const { account, clientId, now } = facts;
  const top = {
    ...standardClaims(facts),
    aud: ['https://api.openai.com/v1'],
    nbf: now,
    exp: now + lifeSeconds(facts.options),
    client_id: clientId,
    scp: ['openid', 'profile', 'email', 'offline_access'],
  };
  const auth = { ...authClaims(account), chatgpt_compute_residency: 'no_constraint' };
  const profile = { email: account.email, email_verified: true };
  return assembled(facts, top, { [PROFILE]: profile, [AUTH]: auth });
}

function standardClaims({ issuer, account, now, id }: ClaimFacts): Claims {
  return { iss: issuer, sub: `auth0|${account.userId}`, iat: now, jti: id };
}

function authClaims({ accountId, userId, plan }: WholeAccount): Claims {
  return {
    chatgpt_account_id: accountId,
    chatgpt_account_user_id: `${userId}__${accountId}`,
    chatgpt_plan_type: plan,
    chatgpt_user_id: userId,
    user_id: userId,
    localhost: true,
  };
}

function assembled({ options }: ClaimFacts, top: Claims, nested: Readonly<Record<string, Claims>>): Claims {
  const { omitClaims = [], claims, authClaims: furtherAuth } = options;
  const groups = Object.fromEntries(
    Object.entries(nested).map(([name, members]) => [
      name,
      { ...without(members, omitClaims), ...(name === AUTH ? furtherAuth : {}) },
    ]),
  );
  return { ...without({ ...top, ...groups }, omitClaims), ...claims };
}

function without(claims: Claims, names: readonly string[]): Claims {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));
}
