// What the account's backend says of usage → what account/rateLimits/read answers. Pure.

import { planTypeOf } from '../../domain/login/account.js';
import type { RateLimitReachedType, RateLimitSnapshot, ResultOf } from '../../protocol/index.js';
import { at, listAt, numberAt, textAt } from '../../util/peek.js';

type RateLimits = ResultOf<'account/rateLimits/read'>;
type Window = NonNullable<RateLimitSnapshot['primary']>;

const REACHED: ReadonlySet<string> = new Set<RateLimitReachedType>([
  'rate_limit_reached',
  'workspace_owner_credits_depleted',
  'workspace_member_credits_depleted',
  'workspace_owner_usage_limit_reached',
  'workspace_member_usage_limit_reached',
]);

/**
 * @param payload the body of the usage endpoint
 * @param resets the body of the endpoint of credits for an early reset; undefined when it gave none
 * @throws Error when the payload is not one of usage
 */
export function rateLimitsOfUsage(payload: unknown, resets: unknown, accountId: string | null): RateLimits {
  const planType = textAt(payload, 'plan_type');
  if (planType === undefined) throw new Error('no snapshots returned');
  const plan = planTypeOf(planType);
  const main: RateLimitSnapshot = {
    ...snapshot(at(payload, 'rate_limit')),
    limitId: 'codex',
    credits: creditsOf(at(payload, 'credits')),
    planType: plan,
    rateLimitReachedType: reachedOf(payload),
  };
  const others = listAt(payload, 'additional_rate_limits').map((limit) => ({
    ...snapshot(at(limit, 'rate_limit')),
    limitId: textAt(limit, 'metered_feature') ?? null,
    limitName: textAt(limit, 'limit_name') ?? null,
    planType: plan,
  }));
  const answeredFor = textAt(payload, 'account_id') ?? null;
  const allowed = at(payload, 'rate_limit', 'allowed');
  return {
    // Said only where the answer is about the very account that asked.
    ordinaryUsageAllowed: answeredFor === accountId && typeof allowed === 'boolean' ? allowed : null,
    rateLimits: main,
    rateLimitsByLimitId: Object.fromEntries([main, ...others].map((one) => [one.limitId ?? '', one])),
    rateLimitResetCredits: resetCreditsOf(resets),
    accountId: answeredFor,
    rateLimitUpsell: null,
  };
}

function snapshot(rateLimit: unknown): RateLimitSnapshot {
  return {
    limitId: null,
    limitName: null,
    normalModelSlug: null,
    primary: windowOf(at(rateLimit, 'primary_window')),
    secondary: windowOf(at(rateLimit, 'secondary_window')),
    credits: null,
    individualLimit: null,
    spendControlReached: null,
    planType: null,
    rateLimitReachedType: null,
  };
}

function windowOf(window: unknown): Window | null {
  const usedPercent = numberAt(window, 'used_percent');
  if (usedPercent === undefined) return null;
  const seconds = numberAt(window, 'limit_window_seconds') ?? 0;
  return {
    usedPercent,
    windowDurationMins: seconds > 0 ? Math.ceil(seconds / 60) : null,
    resetsAt: numberAt(window, 'reset_at') ?? null,
  };
}

function creditsOf(credits: unknown): RateLimitSnapshot['credits'] {
  const hasCredits = at(credits, 'has_credits');
  const unlimited = at(credits, 'unlimited');
  if (typeof hasCredits !== 'boolean' || typeof unlimited !== 'boolean') return null;
  return { hasCredits, unlimited, balance: textAt(credits, 'balance') ?? null };
}

function reachedOf(payload: unknown): RateLimitReachedType | null {
  const name = textAt(payload, 'rate_limit_reached_type', 'type');
  // The set holds nothing else.
  return name !== undefined && REACHED.has(name) ? (name as RateLimitReachedType) : null;
}

/** Only how many there are: none of ours can be spent. */
function resetCreditsOf(resets: unknown): RateLimits['rateLimitResetCredits'] {
  const availableCount = numberAt(resets, 'available_count');
  return availableCount === undefined ? null : { availableCount, credits: [] };
}
