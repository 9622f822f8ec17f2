// Who is signed in, as clients are told: one view for account/read, one word for account/updated.

import type { PlanType, ResultOf } from '../../protocol/index.js';
import type { Cloud } from '../provider-facts.js';

/** Somebody with a ChatGPT account, through a login of ours or tokens that a client brought. */
export interface ChatgptAccount {
  readonly mode: 'chatgpt' | 'chatgptAuthTokens';
  readonly email: string | null;
  readonly planType: PlanType;
  readonly userId: string | null;
  readonly accountId: string | null;
}

/** Whose credentials are in use. */
export type SignedIn = { readonly mode: 'apikey' } | ChatgptAccount;

/** The workspace that an account works in, as its backend lists it. */
export interface Workspace {
  readonly name: string | null;
  readonly routing: NonNullable<ResultOf<'account/read'>['workspaceRouting']>;
}

export function isChatgpt(signedIn: SignedIn | null): signedIn is ChatgptAccount {
  return signedIn !== null && signedIn.mode !== 'apikey';
}

const PERSONAL: ReadonlySet<PlanType> = new Set<PlanType>([
  'free',
  'go',
  'plus',
  'pro',
  'prolite',
  'promax',
  'unknown',
]);

/** Whether the plan is of a company, a school or the like, with a workspace of its own. */
export function isOfWorkspace({ planType }: ChatgptAccount): boolean {
  return !PERSONAL.has(planType);
}

/** The answer to account/read. A provider that wants no account has none, whoever is signed in. */
export function accountView(
  signedIn: SignedIn | null,
  requiresOpenaiAuth: boolean,
  workspace: Workspace | null,
): ResultOf<'account/read'> {
  if (!requiresOpenaiAuth || signedIn === null) {
    return { account: null, userId: null, requiresOpenaiAuth, workspaceRouting: null };
  }
  if (signedIn.mode === 'apikey') {
    return { account: { type: 'apiKey' }, userId: null, requiresOpenaiAuth, workspaceRouting: null };
  }
  const { email, planType, userId } = signedIn;
  const account = { type: 'chatgpt', email, planType, workspaceName: workspace?.name ?? null } as const;
  return { account, userId, requiresOpenaiAuth, workspaceRouting: workspace?.routing ?? null };
}

/** The same of a provider that is a vendor's cloud; whoever is signed in elsewhere is nobody there. */
export function cloudAccountView(cloud: Cloud): ResultOf<'account/read'> {
  const account =
    cloud === 'gcp'
      ? ({ type: 'gcp' } as const)
      : ({ type: 'amazonBedrock', usesCodexManagedCredentials: false } as const);
  return { account, userId: null, requiresOpenaiAuth: false, workspaceRouting: null };
}

const PLANS: ReadonlySet<string> = new Set<PlanType>([
  'free',
  'go',
  'plus',
  'pro',
  'prolite',
  'promax',
  'team',
  'self_serve_business_prolite',
  'self_serve_business_usage_based',
  'business',
  'ent26',
  'enterprise_cbp_automation',
  'enterprise_cbp_usage_based',
  'enterprise',
  'edu',
  'edu_plus',
  'edu_pro',
  'sci',
  'sci_plus',
]);

const OTHER_NAMES: ReadonlyMap<string, PlanType> = new Map([
  ['hc', 'enterprise'],
  ['education', 'edu'],
]);

/** The plan a token or a client names; `unknown` for a name that no version knows, and for none. */
export function planTypeOf(raw: string | null | undefined): PlanType {
  const name = raw?.toLowerCase() ?? '';
  if (PLANS.has(name)) return name as PlanType; // the set holds nothing else
  return OTHER_NAMES.get(name) ?? 'unknown';
}
