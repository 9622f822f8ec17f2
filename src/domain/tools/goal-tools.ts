// get_goal, create_goal, update_goal: what the model may see and do of the thread's goal.

import type { ThreadGoal } from '../../protocol/index.js';
import { DomainError } from '../errors.js';
import { remainingTokens } from '../goal/goal-rules.js';
import type { OwnGoal, ToolContext, ToolOutput } from '../ports.js';
import { Arguments } from './arguments.js';
import { functionTool, type Tool, ToolRefusal, text } from './tool.js';

const STATUSES = ['complete', 'blocked', 'paused'] as const;

const FINAL_REPORT =
  'The goal is reached. Tell the user what it took, from the structured fields of this result: the tokens used and the budget if there was one, and the time in words if it was more than nothing.';

export const getGoal: Tool = {
  name: 'get_goal',
  kind: 'function',
  offered: ({ goal }) =>
    goal === null ? null : functionTool('get_goal', "Tells this thread's goal and what it has used.", {}, []),
  run: async (_call, context) => report(keeperOf(context).goal),
};

export const createGoal: Tool = {
  name: 'create_goal',
  kind: 'function',
  offered: ({ goal }) =>
    goal === null
      ? null
      : functionTool(
          'create_goal',
          'Gives this thread a goal to be pursued over many turns. Only when somebody asks for one in so many words; refused while an earlier goal is not reached.',
          {
            objective: text('What is to be achieved.'),
            token_budget: {
              type: 'integer',
              description: 'How many tokens it may take. Only when a budget was named.',
            },
          },
          ['objective'],
        ),
  async run(call, context) {
    const args = new Arguments(call.input);
    const objective = args.text('objective');
    const budget = args.optionalInteger('token_budget') ?? null;
    const goal = told(() => keeperOf(context).create(context.turnId, objective, budget));
    if (goal === null) throw new ToolRefusal(UNFINISHED);
    return report(goal);
  },
};

export const updateGoal: Tool = {
  name: 'update_goal',
  kind: 'function',
  offered: ({ goal }) =>
    goal === null
      ? null
      : functionTool(
          'update_goal',
          "Says what has become of this thread's goal: complete when all of it is done and checked, blocked when the same obstacle has stopped three turns in a row, paused when the user asks for it.",
          { status: { type: 'string', enum: STATUSES, description: 'What has become of it.' } },
          ['status'],
        ),
  async run(call, context) {
    const status = new Arguments(call.input).text('status');
    const known = STATUSES.find((one) => one === status);
    if (known === undefined) throw new ToolRefusal(NOT_THE_MODELS);
    // What the response itself has used belongs to the goal.
    await context.responded;
    const goal = keeperOf(context).update(context.turnId, known);
    if (goal === null) throw new ToolRefusal('cannot update goal because this thread has no goal');
    return report(goal);
  },
};

const UNFINISHED =
  'cannot create a new goal because this thread has an unfinished goal; complete the existing goal first';

const NOT_THE_MODELS =
  "update_goal can only mark the existing goal complete, blocked, or paused at the user's explicit request; resume, budget-limited, and usage-limited status changes are controlled by the user or system";

function keeperOf({ goal }: ToolContext): OwnGoal {
  if (goal === null) throw new ToolRefusal('this thread cannot have a goal');
  return goal;
}

/** Refusals in the words the model gets. */
function told<T>(act: () => T): T {
  try {
    return act();
  } catch (thrown) {
    const failure = thrown instanceof DomainError ? thrown.failure : null;
    switch (failure?.code) {
      case 'goalObjectiveEmpty':
        throw new ToolRefusal('goal objective must not be empty');
      case 'goalObjectiveTooLong':
        throw new ToolRefusal(`goal objective must be at most ${failure.most} characters`);
      case 'goalBudgetNotPositive':
        throw new ToolRefusal('goal budgets must be positive when provided');
      default:
        throw thrown;
    }
  }
}

function report(goal: ThreadGoal | null): ToolOutput {
  const hasBudget = goal !== null && goal.tokenBudget !== null;
  const { tokenBudget: _, ...plain } = goal ?? { tokenBudget: null };
  const completionBudgetReport =
    goal?.status === 'complete' && (hasBudget || goal.timeUsedSeconds > 0) ? FINAL_REPORT : null;
  const said = {
    goal: goal === null || hasBudget ? goal : plain,
    remainingTokens: goal === null ? null : remainingTokens(goal),
    completionBudgetReport,
  };
  return { output: JSON.stringify(said), said };
}
