// Token counts and rate limits as `token_count` events keep them.

import type { RateLimitSnapshot, ThreadTokenUsage } from '../../protocol/index.js';
import { at, numberAt, textAt } from '../../util/peek.js';
import { camelMembers, snakeMembers } from './letter-case.js';
import { isJson, type Json } from './rollout-line.js';

type Breakdown = ThreadTokenUsage['total'];

export function fileUsage(usage: ThreadTokenUsage, rateLimits: RateLimitSnapshot | null): Json {
  return {
    type: 'token_count',
    info: {
      total_token_usage: snakeMembers({ ...usage.total }),
      last_token_usage: snakeMembers({ ...usage.last }),
      model_context_window: usage.modelContextWindow,
    },
    rate_limits: rateLimits === null ? null : fileRateLimits(rateLimits),
  };
}

/** Null when the event only tells rate limits: no tokens had been counted yet. */
export function usageOf(event: Json): ThreadTokenUsage | null {
  const info = event.info;
  if (!isJson(info)) return null;
  return {
    total: breakdownOf(info.total_token_usage),
    last: breakdownOf(info.last_token_usage),
    modelContextWindow: numberAt(info, 'model_context_window') ?? null,
  };
}

export function rateLimitsOf(value: unknown): RateLimitSnapshot | null {
  if (!isJson(value)) return null;
  return {
    limitId: textAt(value, 'limit_id') ?? null,
    limitName: textAt(value, 'limit_name') ?? null,
    normalModelSlug: textAt(value, 'normal_model_slug') ?? null,
    primary: windowOf(value.primary),
    secondary: windowOf(value.secondary),
    // These parts have the protocol's members, spelled in snake case.
    credits: isJson(value.credits) ? (camelMembers(value.credits) as never) : null,
    individualLimit: isJson(value.individual_limit) ? (camelMembers(value.individual_limit) as never) : null,
    spendControlReached:
      typeof value.spend_control_reached === 'boolean' ? value.spend_control_reached : null,
    planType: (textAt(value, 'plan_type') ?? null) as RateLimitSnapshot['planType'], // same words
    rateLimitReachedType: (textAt(value, 'rate_limit_reached_type') ??
      null) as RateLimitSnapshot['rateLimitReachedType'], // same words
  };
}

function fileRateLimits(limits: RateLimitSnapshot): Json {
  return {
    ...snakeMembers({ ...limits }),
    primary: fileWindow(limits.primary),
    secondary: fileWindow(limits.secondary),
  };
}

function fileWindow(window: RateLimitSnapshot['primary']): Json | null {
  return (
    window && {
      used_percent: window.usedPercent,
      window_minutes: window.windowDurationMins,
      resets_at: window.resetsAt,
    }
  );
}

function windowOf(value: unknown): RateLimitSnapshot['primary'] {
  const usedPercent = numberAt(value, 'used_percent');
  return usedPercent === undefined
    ? null
    : {
        usedPercent: Math.round(usedPercent),
        windowDurationMins: numberAt(value, 'window_minutes') ?? null,
        resetsAt: numberAt(value, 'resets_at') ?? null,
      };
}

function breakdownOf(value: unknown): Breakdown {
  const count = (name: string): number => numberAt(at(value), name) ?? 0;
  return {
    totalTokens: count('total_tokens'),
    inputTokens: count('input_tokens'),
    cachedInputTokens: count('cached_input_tokens'),
    cacheWriteInputTokens: count('cache_write_input_tokens'),
    outputTokens: count('output_tokens'),
    reasoningOutputTokens: count('reasoning_output_tokens'),
  };
}
