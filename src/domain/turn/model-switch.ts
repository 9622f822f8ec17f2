// A thread that goes on with another model: whether its history has to be summarised for it first, and by whom. Pure.

import type { ModelCatalog, ModelFacts } from '../ports.js';
import type { ThreadSettings } from '../settings.js';
import { effortWith } from './reasoning.js';
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
    return { ...settings, model: last, effort: effortWith(before, settings.effort) };
  }
  return used >= limit ? settings : null;
}

function isOtherKind(before: ModelFacts, now: ModelFacts): boolean {
  const isTold = before.historyKind !== undefined && now.historyKind !== undefined;
  return isTold && before.historyKind !== now.historyKind;
}
