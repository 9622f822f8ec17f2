// Sums over model responses: tokens of a thread, and the newest state of the account's limits. Pure.

import type { RateLimitSnapshot, ThreadTokenUsage, TokenUsageBreakdown } from '../../protocol/index.js';
import type { ModelFacts, ModelUsage } from '../ports.js';
import type { ThreadSettings } from '../settings.js';

const FALLBACK_CONTEXT_WINDOW = 272_000;

/** The share of a model's window that is reported as usable, where the model does not say. */
const USABLE_PERCENT = 95;

/** Beyond this share of a model's window a conversation is compacted, whatever is configured. */
const COMPACT_PERCENT = 90;

export function reportedContextWindow(facts: ModelFacts, settings: ThreadSettings): number {
  return percentOf(windowOf(facts, settings), facts.usablePercent ?? USABLE_PERCENT);
}

/** From how many tokens on a conversation is compacted before the model is asked again. */
export function compactionLimit(facts: ModelFacts, { contextLimits }: ThreadSettings): number {
  const most = percentOf(windowOf(facts, { contextLimits }), COMPACT_PERCENT);
  return Math.min(contextLimits.compactAt ?? facts.compactAt ?? most, most);
}

function windowOf(facts: ModelFacts, { contextLimits }: Pick<ThreadSettings, 'contextLimits'>): number {
  return contextLimits.window ?? facts.contextWindow ?? FALLBACK_CONTEXT_WINDOW;
}

function percentOf(whole: number, percent: number): number {
  return Math.floor((whole * percent) / 100);
}

/** `window`: as it is reported. */
export function addUsage(
  before: ThreadTokenUsage | null,
  usage: ModelUsage,
  window: number,
): ThreadTokenUsage {
  const last: TokenUsageBreakdown = {
    totalTokens: usage.totalTokens,
    inputTokens: usage.inputTokens,
    cachedInputTokens: usage.cachedInputTokens,
    cacheWriteInputTokens: usage.cacheWriteInputTokens,
    outputTokens: usage.outputTokens,
    reasoningOutputTokens: usage.reasoningOutputTokens,
  };
  return {
    total: before === null ? last : sum(before.total, last),
    last,
    modelContextWindow: window,
  };
}

/** The usage of a thread whose last request did not fit: its window counts as full. */
export function fullUsage(before: ThreadTokenUsage | null, window: number): ThreadTokenUsage {
  const grown = Math.max(0, window - (before?.total.totalTokens ?? 0));
  const full = { ...(before?.total ?? NOTHING), totalTokens: window };
  return { total: full, last: { ...NOTHING, totalTokens: grown }, modelContextWindow: window };
}

/** The usage of a thread whose history was replaced by one of about `tokens`. */
export function estimatedUsage(
  before: ThreadTokenUsage | null,
  tokens: number,
  window: number,
): ThreadTokenUsage {
  return {
    total: before?.total ?? NOTHING,
    last: { ...NOTHING, totalTokens: tokens },
    modelContextWindow: window,
  };
}

const NOTHING: TokenUsageBreakdown = {
  totalTokens: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteInputTokens: 0,
  outputTokens: 0,
  reasoningOutputTokens: 0,
};

export const NO_RATE_LIMITS: RateLimitSnapshot = {
  limitId: 'codex',
  limitName: null,
  normalModelSlug: null,
  primary: null,
  secondary: null,
  credits: null,
  individualLimit: null,
  spendControlReached: null,
  planType: null,
  rateLimitReachedType: null,
};

/** The newest limits; credits and plan are kept when an answer says nothing of them. */
export function mergeRateLimits(before: RateLimitSnapshot | null, now: RateLimitSnapshot): RateLimitSnapshot {
  return {
    ...now,
    limitId: now.limitId ?? NO_RATE_LIMITS.limitId,
    credits: now.credits ?? before?.credits ?? null,
    planType: now.planType ?? before?.planType ?? null,
  };
}

function sum(a: TokenUsageBreakdown, b: TokenUsageBreakdown): TokenUsageBreakdown {
  return {
    totalTokens: a.totalTokens + b.totalTokens,
    inputTokens: a.inputTokens + b.inputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    cacheWriteInputTokens: a.cacheWriteInputTokens + b.cacheWriteInputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    reasoningOutputTokens: a.reasoningOutputTokens + b.reasoningOutputTokens,
  };
}
