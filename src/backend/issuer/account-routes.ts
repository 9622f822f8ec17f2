// Routes of the ChatGPT backend that codex asks once somebody is signed in: usage, workspaces, settings.

import type { RequestEnd } from '../request-log.js';
import { type Exchange, type Route, send, sendJson } from '../route.js';
import { usagePayload } from './account-usage.js';
import { type FaultDeps, playFault } from './fault.js';
import type { Login } from './login.js';
import type { BearerVerdict, TokenVault } from './token-vault.js';

export interface AccountDeps extends FaultDeps {
  readonly vault: TokenVault;
  readonly url: () => string;
}

type Answer = (login: Login, deps: AccountDeps) => unknown;

export function accountRoutes(deps: AccountDeps): readonly Route[] {
  const signedIn = (name: string, answer: Answer, point?: 'usage' | 'accounts'): Route => ({
    method: 'GET',
    // Codex says /wham where its base URL has /backend-api, and /api/codex elsewhere.
    path: new RegExp(`^/(?:wham|api/codex)/${name}$`),
    handle: (exchange) => forAccount(exchange, deps, answer, point),
  });
  return [
    signedIn('usage', usage, 'usage'),
    signedIn('accounts/check', accounts, 'accounts'),
    signedIn('settings/user', () => ({ commit_attribution_enabled: false })),
    signedIn('rate-limit-reset-credits', () => ({
      credits: [],
      available_count: 0,
      total_earned_count: 0,
    })),
    // Without these, codex signs nobody in whose plan has a managed workspace.
    signedIn('config/bundle', () => ({})),
    signedIn('config/requirements', () => ({ contents: null })),
  ];
}

async function forAccount(
  exchange: Exchange,
  deps: AccountDeps,
  answer: Answer,
  point: 'usage' | 'accounts' | undefined,
): Promise<RequestEnd> {
  const verdict = deps.vault.readBearer(exchange.headers.authorization);
  if (verdict.kind !== 'valid') return refuseBearer(exchange, verdict.kind);
  const { login } = verdict;
  if (login.script !== undefined) exchange.log.chose(login.script);
  const faulty = point && (await playFault(exchange, { login, point }, deps));
  return faulty ?? sendJson(exchange.response, answer(login, deps));
}

const reasons: Readonly<Record<Exclude<BearerVerdict['kind'], 'valid'>, string>> = {
  missing: 'A bearer token is missing.',
  unknown: 'This access token was not given out by this backend.',
  expired: 'This access token has expired.',
  revoked: 'This access token was revoked.',
};

function refuseBearer({ response }: Exchange, kind: keyof typeof reasons): RequestEnd {
  const code = kind === 'expired' ? 'token_expired' : 'invalid_token';
  const error = { message: reasons[kind], type: 'invalid_request_error', param: null, code };
  return send(response, 401, 'application/json', JSON.stringify({ error }), {
    'www-authenticate': 'Bearer error="invalid_token"',
  });
}

function usage({ account, entry }: Login, { clock }: AccountDeps): unknown {
  return usagePayload(account, entry.usage, Math.floor(clock.now() / 1000));
}

const personalPlans = ['free', 'go', 'plus', 'pro'];

function accounts({ account }: Login, { url }: AccountDeps): unknown {
  const { accountId, workspace, plan } = account;
  const entry = {
    id: accountId,
    name: workspace,
    plan_type: plan,
    structure: personalPlans.includes(plan) ? 'personal' : 'workspace',
    // Codex insists on https here; our own address keeps whatever it might send there on this machine.
    workspace_backend_origin: url().replace(/^http:/, 'https:'),
    account_routing_override: 'NO_CONSTRAINT',
    profile_picture_url: null,
  };
  return { accounts: [entry], account_ordering: [accountId], default_account_id: accountId };
}
