// What the usage endpoints report of an account's limits, in the shape of the ChatGPT backend.

import type { WholeAccount } from '../checked-login.js';
import type { AccountUsage, AdditionalLimit } from '../login-script.js';
import type { RateLimitWindow } from '../script-answers.js';

const HOUR_SECONDS = 3600;
const WEEK_MINUTES = 7 * 24 * 60;

/** Reported when the script says nothing of usage: two windows with room left. */
function usualUsage(now: number): AccountUsage {
  return {
    primary: { usedPercent: 12, windowMinutes: 300, resetsAt: now + 2 * HOUR_SECONDS },
    secondary: { usedPercent: 34, windowMinutes: WEEK_MINUTES, resetsAt: now + 72 * HOUR_SECONDS },
  };
}

/** `now` in seconds since the epoch. */
export function usagePayload(
  account: WholeAccount,
  given: AccountUsage | undefined,
  now: number,
): Record<string, unknown> {
  const usage = given ?? usualUsage(now);
  return {
    user_id: account.userId,
    account_id: account.accountId,
    email: account.email,
    plan_type: account.plan,
    rate_limit: rateLimit(usage, usage.reached !== undefined, now),
    additional_rate_limits: usage.additional?.map((limit) => additionalLimit(limit, now)) ?? null,
    credits: creditDetails(usage.credits),
    rate_limit_reached_type: usage.reached === undefined ? null : { type: usage.reached },
    spend_control: null,
  };
}

function additionalLimit(limit: AdditionalLimit, now: number): Record<string, unknown> {
  return {
    limit_name: limit.limitName,
    metered_feature: limit.limit,
    rate_limit: rateLimit(limit, false, now),
  };
}

function rateLimit(
  { primary, secondary }: Pick<AccountUsage, 'primary' | 'secondary'>,
  isReached: boolean,
  now: number,
): Record<string, unknown> {
  return {
    allowed: !isReached,
    limit_reached: isReached,
    primary_window: windowDetails(primary, now),
    secondary_window: windowDetails(secondary, now),
  };
}

// Codex reads whole numbers only here, unlike in response headers.
function windowDetails(window: RateLimitWindow | undefined, now: number): Record<string, number> | null {
  if (window === undefined) return null;
  const { usedPercent, windowMinutes = 0, resetsAt = now } = window;
  return {
    used_percent: Math.round(usedPercent),
    limit_window_seconds: windowMinutes * 60,
    reset_after_seconds: Math.max(0, resetsAt - now),
    reset_at: resetsAt,
  };
}

function creditDetails(credits: AccountUsage['credits']): Record<string, unknown> | null {
  if (credits === undefined) return null;
  const { hasCredits, unlimited, balance } = credits;
  return { has_credits: hasCredits, unlimited, balance: balance ?? null };
}
