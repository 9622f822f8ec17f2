// Routes of the ChatGPT backend that codex asks once somebody is signed in: usage, workspaces, settings.

import { HttpProblem } from '../http-problem.js';
import type { Workspace } from '../login-script.js';
import { isObject } from '../model-request.js';
import type { RequestEnd } from '../request-log.js';
import { type Exchange, type Route, send, sendJson } from '../route.js';
import { messagesPayload, profilePayload, redeemReset, resetCreditsPayload } from './account-extras.js';
import { usagePayload } from './account-usage.js';
import { type FaultDeps, playFault } from './fault.js';
import type { Login } from './login.js';
import type { BearerVerdict, TokenVault } from './token-vault.js';

export interface AccountDeps extends FaultDeps {
  readonly vault: TokenVault;
  readonly url: () => string;
}

type Point = 'usage' | 'accounts' | 'apps' | 'switchWorkspace';

/** The body of the answer, or a promise of it; undefined where there is no such page for the account. */
type Answer = (login: Login, deps: AccountDeps, exchange: Exchange) => unknown;

export function accountRoutes(deps: AccountDeps): readonly Route[] {
  const signedIn = (
    name: string,
    answer: Answer,
    {
      point,
      method = 'GET',
      isBare = false,
    }: { point?: Point; method?: 'GET' | 'POST'; isBare?: boolean } = {},
  ): Route => ({
    method,
    // Codex says /wham where its base URL has /backend-api, and /api/codex elsewhere.
    path: new RegExp(isBare ? `^/${name}$` : `^/(?:wham|api/codex)/${name}$`),
    handle: (exchange) => forAccount(exchange, deps, answer, point),
  });
  return [
    signedIn('usage', usage, { point: 'usage' }),
    signedIn('accounts/check', accounts, { point: 'accounts' }),
    signedIn('accounts/switch-workspace-token', switchWorkspace, {
      point: 'switchWorkspace',
      method: 'POST',
      isBare: true,
    }),
    signedIn('settings/user', () => ({ commit_attribution_enabled: false })),
    signedIn('profiles/me', profilePayload, { point: 'usage' }),
    signedIn('workspace-messages', messagesPayload, { point: 'usage' }),
    signedIn('accounts/send_add_credits_nudge_email', () => ({}), { point: 'usage', method: 'POST' }),
    signedIn('rate-limit-reset-credits', resetCreditsPayload),
    signedIn('rate-limit-reset-credits/consume', redeem, { point: 'usage', method: 'POST' }),
    // Without these, codex signs nobody in whose plan has a managed workspace.
    signedIn('config/bundle', () => ({})),
    signedIn('config/requirements', () => ({ contents: null })),
  ];
}

/** Answers whoever brings a token of this backend, unless something goes wrong at this point of the login. */
export async function forAccount(
  exchange: Exchange,
  deps: AccountDeps,
  answer: Answer,
  point: Point | undefined,
): Promise<RequestEnd> {
  const verdict = deps.vault.readBearer(exchange.headers.authorization);
  if (verdict.kind !== 'valid') return refuseBearer(exchange, verdict.kind);
  const { login } = verdict;
  if (login.script !== undefined) exchange.log.chose(login.script);
  const faulty = point && (await playFault(exchange, { login, point }, deps));
  if (faulty !== undefined) return faulty;
  const body = await answer(login, deps, exchange);
  return body === undefined
    ? send(exchange.response, 404, 'application/json', '{}')
    : sendJson(exchange.response, body);
}

/** An access token alone: the others stay what they are. */
async function switchWorkspace(login: Login, { vault }: AccountDeps, { json }: Exchange): Promise<unknown> {
  const wanted = isObject(json) ? json.workspace_id : undefined;
  const workspace = login.account.workspaces.find(({ id }) => id === wanted);
  if (workspace === undefined || workspace.isDeactivated === true || workspace.needsSignIn === true)
    throw new HttpProblem(403, 'This login may not be used for that workspace.', 'workspace_refused');
  login.moveTo(workspace);
  const { access_token } = await vault.answer(login, 'refresh');
  return { access_token };
}

function redeem(login: Login, _deps: AccountDeps, { json }: Exchange): unknown {
  const id = isObject(json) ? json.redeem_request_id : undefined;
  return redeemReset(login, String(id));
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
  const { accountId, plan, workspaces } = account;
  // Codex insists on https here; our own address keeps whatever it might send there on this machine.
  const ownOrigin = url().replace(/^http:/, 'https:');
  const entries = workspaces.map((workspace) => entryOf(workspace, plan, ownOrigin));
  return {
    accounts: entries,
    account_ordering: workspaces.map(({ id }) => id),
    default_account_id: accountId,
  };
}

function entryOf(
  {
    id,
    name,
    backendOrigin,
    routingOverride,
    isDeactivated = false,
    isGovernment = false,
    needsSignIn = false,
    connection,
    omit = [],
  }: Workspace,
  plan: string,
  ownOrigin: string,
): unknown {
  return {
    id,
    name: omit.includes('name') ? null : (name ?? null),
    plan_type: plan,
    structure: personalPlans.includes(plan) ? 'personal' : 'workspace',
    workspace_backend_origin: omit.includes('backendOrigin') ? null : (backendOrigin ?? ownOrigin),
    account_routing_override: omit.includes('routingOverride') ? null : (routingOverride ?? 'NO_CONSTRAINT'),
    profile_picture_url: null,
    is_deactivated: isDeactivated,
    is_fedramp_compliant_workspace: isGovernment,
    can_access_with_session: !needsSignIn,
    sso_connection_name: connection ?? null,
  };
}
