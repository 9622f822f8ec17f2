// A thread that goes on with another model: whether its history has to be summarised for it first, and by whom. Pure.

import type { ReasoningEffort } from '../../protocol/index.js';
import type { ModelCatalog, ModelFacts } from '../ports.js';
import type { ThreadSettings } from '../settings.js';
import { compactionLimit, reportedContextWindow } from './token-usage.js';

interface NextRequest {
  /** The model that answered so far. */
  readonly last: string;
  readonly settings: ThreadSettings;
  /** Tokens that the history takes. */
  readonly used: number;
}

/**
 * Whose settings the history is summarised with before the next request; null: it goes out as it is. Whoever has read
 * a history that the next model does not take, or has no room for, summarises it.
 */
export function summarizerOf(next: NextRequest, catalog: ModelCatalog): ThreadSettings | null {
  const { last, settings, used } = next;
  const facts = catalog.facts(settings.model);
  const before = catalog.facts(last);
  const limit = compactionLimit(facts, settings);
  const hasLessRoom = reportedContextWindow(facts, settings) < reportedContextWindow(before, settings);
  if (isOtherKind(before, facts) || (hasLessRoom && used > limit)) {
    return { ...settings, model: last, effort: effortOf(before, settings.effort) };
  }
  return used >= limit ? settings : null;
}

function isOtherKind(before: ModelFacts, now: ModelFacts): boolean {
  const isTold = before.historyKind !== undefined && now.historyKind !== undefined;
  return isTold && before.historyKind !== now.historyKind;
}

/** The effort asked for, or a middling one where the model does not take that. */
function effortOf(
  { efforts, defaultEffort }: ModelFacts,
  wish: ReasoningEffort | null,
): ReasoningEffort | null {
  if (wish !== null && efforts.includes(wish)) return wish;
  return efforts[Math.floor((efforts.length - 1) / 2)] ?? defaultEffort;
}
