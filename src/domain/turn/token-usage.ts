// Sums over model responses: tokens of a thread, and the newest state of the account's limits. Pure.

import type { RateLimitSnapshot, ThreadTokenUsage, TokenUsageBreakdown } from '../../protocol/index.js';
import type { ModelFacts, ModelUsage } from '../ports.js';

const FALLBACK_CONTEXT_WINDOW = 272_000;

/** The share of a model's window that is reported as usable. */
const USABLE_PERCENT = 95;

export function reportedContextWindow(facts: ModelFacts): number {
  return Math.floor(((facts.contextWindow ?? FALLBACK_CONTEXT_WINDOW) * USABLE_PERCENT) / 100);
}

export function addUsage(
  before: ThreadTokenUsage | null,
  usage: ModelUsage,
  facts: ModelFacts,
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
    modelContextWindow: reportedContextWindow(facts),
  };
}

/** The usage of a thread whose last request did not fit: its window counts as full. */
export function fullUsage(before: ThreadTokenUsage | null, facts: ModelFacts): ThreadTokenUsage {
  const window = reportedContextWindow(facts);
  const grown = Math.max(0, window - (before?.total.totalTokens ?? 0));
  const full = { ...(before?.total ?? NOTHING), totalTokens: window };
  return { total: full, last: { ...NOTHING, totalTokens: grown }, modelContextWindow: window };
}

/** The usage of a thread whose history was replaced by one of about `tokens`. */
export function estimatedUsage(
  before: ThreadTokenUsage | null,
  tokens: number,
  facts: ModelFacts,
): ThreadTokenUsage {
  return {
    total: before?.total ?? NOTHING,
    last: { ...NOTHING, totalTokens: tokens },
    modelContextWindow: reportedContextWindow(facts),
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
