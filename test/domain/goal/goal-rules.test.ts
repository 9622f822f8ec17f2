import { describe, expect, test } from 'vitest';
import { changedGoal, remainingTokens, spentOn, statusAfter } from '../../../src/domain/goal/goal-rules.js';
import type { ThreadGoal } from '../../../src/protocol/index.js';
import { failureOf } from '../refusal.js';

const place = { threadId: 't', now: 5000 };
const GOAL: ThreadGoal = {
  threadId: 't',
  objective: 'Count.',
  status: 'active',
  tokenBudget: 100,
  tokensUsed: 40,
  timeUsedSeconds: 3,
  createdAt: 1,
  updatedAt: 1,
};

describe('a goal', () => {
  test('is active when it is new and nothing else is said', () => {
    expect(changedGoal(null, place, { objective: ' Count. ' })).toEqual({
      ...GOAL,
      tokenBudget: null,
      tokensUsed: 0,
      timeUsedSeconds: 0,
      createdAt: 5,
      updatedAt: 5,
    });
  });

  test('keeps what it has used and what nobody changes', () => {
    const changed = changedGoal(GOAL, place, { objective: 'Other.' });
    expect(changed).toEqual({ ...GOAL, objective: 'Other.', updatedAt: 5 });
    expect(changedGoal(GOAL, place, { tokenBudget: null }).tokenBudget).toBeNull();
  });

  test('is refused without an objective, with a long one, and without a real budget', () => {
    const ask = (goal: ThreadGoal | null, change: Parameters<typeof changedGoal>[2]) =>
      failureOf(() => changedGoal(goal, place, change));
    expect(ask(null, { status: 'paused' })).toBe('goalMissing');
    expect(ask(GOAL, { objective: ' ' })).toBe('goalObjectiveEmpty');
    expect(ask(GOAL, { objective: '😀'.repeat(4001) })).toBe('goalObjectiveTooLong');
    expect(ask(GOAL, { tokenBudget: 0 })).toBe('goalBudgetNotPositive');
    expect(changedGoal(GOAL, place, { objective: '😀'.repeat(4000) }).objective).toHaveLength(8000);
  });

  test('is limited when its budget is used up, until the budget grows', () => {
    const spent = spentOn(GOAL, { tokens: 60, seconds: 2 }, 9000);
    expect(spent).toMatchObject({
      status: 'budgetLimited',
      tokensUsed: 100,
      timeUsedSeconds: 5,
      updatedAt: 9,
    });
    for (const status of ['active', 'paused'] as const) {
      expect(changedGoal(spent, place, { status }).status).toBe('budgetLimited');
    }
    expect(changedGoal(spent, place, { status: 'complete' }).status).toBe('complete');
    expect(changedGoal(spent, place, { tokenBudget: 500 }).status).toBe('budgetLimited');
    expect(changedGoal(spent, place, { tokenBudget: 500, status: 'active' }).status).toBe('active');
    expect(remainingTokens(spent)).toBe(0);
  });

  test('is blocked by a failed turn, and limited by a used-up account', () => {
    const failed = (codexErrorInfo: 'other' | 'usageLimitExceeded') =>
      statusAfter({
        status: 'failed',
        error: { message: 'no', codexErrorInfo, additionalDetails: null, misalignment: null },
      });
    expect(failed('other')).toBe('blocked');
    expect(failed('usageLimitExceeded')).toBe('usageLimited');
    expect(statusAfter({ status: 'interrupted', reason: 'interrupted' })).toBe('active');
  });
});
