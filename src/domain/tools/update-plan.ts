// update_plan: the model's list of steps, for people to watch. No item; the thread keeps nothing of it.

import { Arguments } from './arguments.js';
import { functionTool, type Tool, text } from './tool.js';
import type { ToolDeps } from './tool-deps.js';

const STATUSES = ['pending', 'in_progress', 'completed'] as const;

export function updatePlan(deps: ToolDeps): Tool {
  return {
    name: 'update_plan',
    kind: 'function',
    offered: () =>
      deps.rules.plansAreOffered
        ? functionTool(
            'update_plan',
            'Shows the user a plan of steps, at most one of them in progress.',
            {
              explanation: text('Why the plan is as it is, or has changed.'),
              plan: {
                type: 'array',
                description: 'All steps, in order.',
                items: {
                  type: 'object',
                  properties: {
                    step: text('What is to be done.'),
                    status: { type: 'string', enum: STATUSES, description: 'How far it is.' },
                  },
                  required: ['step', 'status'],
                  additionalProperties: false,
                },
              },
            },
            ['plan'],
          )
        : null,
    async run(call, context) {
      const args = new Arguments(call.input);
      const explanation = args.optionalText('explanation') ?? null;
      const plan = args.objects('plan').map((step) => {
        const status = step.oneOf('status', STATUSES);
        return { step: step.text('step'), status: status === 'in_progress' ? 'inProgress' : status } as const;
      });
      context.emit({ type: 'turnPlan', turnId: context.turnId, explanation, plan });
      return { output: 'Plan updated' };
    },
  };
}
