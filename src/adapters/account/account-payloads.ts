// What the account's backend says of tokens, messages and early resets → what clients are answered. Pure.

import type { AccountWorkspace } from '../../domain/login/login-ports.js';
import type { ResultOf } from '../../protocol/index.js';
import { at, isRecord, listAt, numberAt, textAt } from '../../util/peek.js';

/** @throws Error when there are no figures */
export function tokenUsageOf(payload: unknown): ResultOf<'account/usage/read'> {
  const stats = at(payload, 'stats');
  if (!isRecord(stats)) throw new Error('the profile has no stats');
  const figure = (name: string): number | null => numberAt(stats, name) ?? null;
  const buckets = at(stats, 'daily_usage_buckets');
  return {
    summary: {
      lifetimeTokens: figure('lifetime_tokens'),
      peakDailyTokens: figure('peak_daily_tokens'),
      longestRunningTurnSec: figure('longest_running_turn_sec'),
      currentStreakDays: figure('current_streak_days'),
      longestStreakDays: figure('longest_streak_days'),
    },
    dailyUsageBuckets: Array.isArray(buckets)
      ? buckets.map((bucket) => ({
          startDate: textAt(bucket, 'start_date') ?? '',
          tokens: numberAt(bucket, 'tokens') ?? 0,
        }))
      : null,
    threadUsage: null,
  };
}

export function messagesOf(payload: unknown): ResultOf<'account/workspaceMessages/read'> {
  return {
    featureEnabled: true,
    messages: listAt(payload, 'messages').map((message) => {
      const type = textAt(message, 'message_type');
      return {
        messageId: textAt(message, 'message_id') ?? '',
        messageType: type === 'headline' || type === 'announcement' ? type : 'unknown',
        messageBody: textAt(message, 'message_body') ?? '',
        createdAt: secondsOf(textAt(message, 'created_at')),
        archivedAt: secondsOf(textAt(message, 'archived_at')),
      };
    }),
  };
}

const OUTCOMES = {
  reset: 'reset',
  nothing_to_reset: 'nothingToReset',
  no_credit: 'noCredit',
  already_redeemed: 'alreadyRedeemed',
} as const;

/** @throws Error for an outcome that nobody knows */
export function outcomeOf(payload: unknown): ResultOf<'account/rateLimitResetCredit/consume'> {
  const code = textAt(payload, 'code') ?? '';
  if (!Object.hasOwn(OUTCOMES, code)) throw new Error('the answer names no known outcome');
  return { outcome: OUTCOMES[code as keyof typeof OUTCOMES] };
}

/** RFC 3339 → seconds since the epoch. */
function secondsOf(time: string | undefined): number | null {
  const at = Date.parse(time ?? '');
  return Number.isNaN(at) ? null : Math.floor(at / 1000);
}

/** The workspaces of an account, with what there is to show of each, and what keeps people from it. */
export function workspacesOf(payload: unknown): AccountWorkspace[] {
  return listAt(payload, 'accounts').map((entry) => ({
    accountId: textAt(entry, 'id') ?? '',
    name: textAt(entry, 'name') ?? null,
    imageUrl: textAt(entry, 'profile_picture_url') ?? null,
    kind: textAt(entry, 'structure') === 'personal' ? 'personal' : 'workspace',
    isDeactivated: at(entry, 'is_deactivated') === true,
    isGovernment: at(entry, 'is_fedramp_compliant_workspace') === true,
    needsSignIn: at(entry, 'can_access_with_session') === false,
    connection: textAt(entry, 'sso_connection_name') ?? null,
  }));
}
