// What may become of a thread's goal, and when: checks of what was asked for, budgets, statuses. Pure.

import type { ThreadGoal, ThreadGoalStatus } from '../../protocol/index.js';
import { codePoints } from '../../util/code-points.js';
import { DomainError } from '../errors.js';
import type { TurnOutcome } from '../turn/turn-state.js';

const MOST_OBJECTIVE_CHARS = 4000;

/** What is to be other than it is; what is left out stays. */
export interface GoalChange {
  readonly objective?: string | undefined;
  readonly status?: ThreadGoalStatus | undefined;
  /** Null: no budget any more. */
  readonly tokenBudget?: number | null | undefined;
}

/**
 * The goal after a change, or a new one where there was none.
 * @param now unix milliseconds
 * @throws DomainError `goalMissing` | `goalObjectiveEmpty` | `goalObjectiveTooLong` | `goalBudgetNotPositive`
 */
export function changedGoal(
  goal: ThreadGoal | null,
  { threadId, now }: { threadId: string; now: number },
  change: GoalChange,
): ThreadGoal {
  const objective = change.objective === undefined ? undefined : checkedObjective(change.objective);
  checkBudget(change.tokenBudget ?? null);
  const updatedAt = Math.floor(now / 1000);
  if (goal === null) {
    if (objective === undefined) throw new DomainError({ code: 'goalMissing', threadId });
    return {
      threadId,
      objective,
      status: change.status ?? 'active',
      tokenBudget: change.tokenBudget ?? null,
      tokensUsed: 0,
      timeUsedSeconds: 0,
      createdAt: updatedAt,
      updatedAt,
    };
  }
  const changed = {
    ...goal,
    objective: objective ?? goal.objective,
    status: change.status ?? goal.status,
    tokenBudget: change.tokenBudget === undefined ? goal.tokenBudget : change.tokenBudget,
    updatedAt,
  };
  const staysLimited = goal.status === 'budgetLimited' && changed.status === 'paused';
  return isSpent(changed) && (changed.status === 'active' || staysLimited)
    ? { ...changed, status: 'budgetLimited' }
    : changed;
}

/** The goal with more used for it; one that has used up its budget is pursued no further. */
export function spentOn(
  goal: ThreadGoal,
  used: { tokens: number; seconds: number },
  now: number,
): ThreadGoal {
  const spent = {
    ...goal,
    tokensUsed: goal.tokensUsed + used.tokens,
    timeUsedSeconds: goal.timeUsedSeconds + used.seconds,
    updatedAt: Math.floor(now / 1000),
  };
  return goal.status === 'active' && isSpent(spent) ? { ...spent, status: 'budgetLimited' } : spent;
}

/** Whether what is used counts for the goal. */
export function isPursued({ status }: ThreadGoal): boolean {
  return status === 'active' || status === 'budgetLimited';
}

/** What a turn's end makes of an active goal. */
export function statusAfter(outcome: TurnOutcome): ThreadGoalStatus {
  if (outcome.status !== 'failed') return 'active';
  return outcome.error.codexErrorInfo === 'usageLimitExceeded' ? 'usageLimited' : 'blocked';
}

export function remainingTokens({ tokenBudget, tokensUsed }: ThreadGoal): number | null {
  return tokenBudget === null ? null : Math.max(0, tokenBudget - tokensUsed);
}

function isSpent({ tokenBudget, tokensUsed }: ThreadGoal): boolean {
  return tokenBudget !== null && tokensUsed >= tokenBudget;
}

function checkedObjective(objective: string): string {
  const trimmed = objective.trim();
  if (trimmed === '') throw new DomainError({ code: 'goalObjectiveEmpty' });
  if (codePoints(trimmed) > MOST_OBJECTIVE_CHARS) {
    throw new DomainError({ code: 'goalObjectiveTooLong', most: MOST_OBJECTIVE_CHARS });
  }
  return trimmed;
}

function checkBudget(tokenBudget: number | null): void {
  if (tokenBudget !== null && tokenBudget <= 0) throw new DomainError({ code: 'goalBudgetNotPositive' });
}
