// What the account's backend says beside its limits: tokens used so far, messages to the workspace, early resets.

import type { AccountMessage, AccountTokens } from '../login-script.js';
import type { Login } from './login.js';

/** The profile page: null wherever the script says nothing. */
export function profilePayload({ account, entry }: Login): unknown {
  const tokens: AccountTokens = entry.usage?.tokens ?? {};
  return {
    profile: { username: account.name },
    stats: {
      lifetime_tokens: tokens.lifetime ?? null,
      peak_daily_tokens: tokens.peakDaily ?? null,
      longest_running_turn_sec: tokens.longestTurnSeconds ?? null,
      current_streak_days: tokens.currentStreakDays ?? null,
      longest_streak_days: tokens.longestStreakDays ?? null,
      daily_usage_buckets:
        tokens.daily?.map(({ date, tokens: used }) => ({ start_date: date, tokens: used })) ?? null,
    },
  };
}

/** Undefined where the workspace has no messages at all: the page is not there. */
export function messagesPayload({ entry }: Login): unknown {
  const messages: readonly AccountMessage[] | undefined = entry.usage?.messages;
  return (
    messages && {
      messages: messages.map(({ id, type = 'announcement', text, createdAt, archivedAt }) => ({
        message_id: id,
        message_type: type,
        message_body: text,
        created_at: createdAt ?? null,
        archived_at: archivedAt ?? null,
      })),
    }
  );
}

export function resetCreditsPayload(login: Login): unknown {
  const earned = login.entry.usage?.resetCredits ?? 0;
  return {
    credits: [],
    available_count: Math.max(0, earned - login.redeemed.size),
    total_earned_count: earned,
  };
}

/** Spends one credit, at most once for each request id. */
export function redeemReset(login: Login, requestId: string): { code: string; windows_reset: number } {
  if (login.redeemed.has(requestId)) return { code: 'already_redeemed', windows_reset: 0 };
  if (login.redeemed.size >= (login.entry.usage?.resetCredits ?? 0))
    return { code: 'no_credit', windows_reset: 0 };
  login.redeemed.add(requestId);
  return { code: 'reset', windows_reset: 2 };
}
