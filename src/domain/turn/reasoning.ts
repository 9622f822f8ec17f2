// How hard a model is asked to think, and what it is to show of that: what was wished for, with what is known of the
// model. Pure.

import type { ReasoningEffort, ReasoningSummary } from '../../protocol/index.js';
import type { ModelFacts, ModelRequest } from '../ports.js';
import type { ThreadSettings } from '../settings.js';

/** Null: the model is not asked to reason. */
export function reasoningOf(settings: ThreadSettings, facts: ModelFacts): ModelRequest['reasoning'] {
  if (!facts.supportsReasoning && settings.asksToReason !== true) return null;
  const effort = settings.effort ?? facts.defaultEffort;
  const summary = summaryOf(settings, facts);
  return {
    effort: effort === 'ultra' ? (facts.effortForUltra ?? effort) : effort,
    summary: summary === 'none' ? null : summary,
    context: facts.reasoningContext ?? null,
  };
}

/** What is asked for of summaries; others that work for a thread are asked for the same, whatever their model. */
export function summaryOf(settings: ThreadSettings, facts: ModelFacts): ReasoningSummary {
  return settings.summary ?? facts.usualSummary ?? 'none';
}

/** The effort wished for, or a middling one where the model does not take that; of a model nobody knows, the wish. */
export function effortWith(
  { efforts, defaultEffort }: ModelFacts,
  wish: ReasoningEffort | null,
): ReasoningEffort | null {
  if (wish !== null && efforts.includes(wish)) return wish;
  return efforts[Math.floor((efforts.length - 1) / 2)] ?? defaultEffort ?? wish;
}
