// The goal of a thread that is being loaded; null where it can have none.

import type { Clock } from '../../util/clock.js';
import { GoalKeeper, type GoalKeeperDeps } from '../goal/goal-keeper.js';
import type { ThreadHistory } from './history.js';

export function goalOfThread(
  threadId: string,
  from: {
    readonly kept: GoalKeeperDeps['kept'] | null;
    readonly clock: Clock;
    readonly history: ThreadHistory;
    readonly announce: GoalKeeperDeps['announce'];
  },
): GoalKeeper | null {
  const { kept, clock, history, announce } = from;
  if (kept === null) return null;
  const usedTokens = (): number => uncachedTokens(history);
  return new GoalKeeper({ threadId, clock, kept, usedTokens, input: () => history.input, announce });
}

/** What was used that no cache served. */
function uncachedTokens({ usage }: ThreadHistory): number {
  if (usage === null) return 0;
  const { inputTokens, cachedInputTokens, outputTokens } = usage.usage.total;
  return Math.max(0, inputTokens - cachedInputTokens) + outputTokens;
}
