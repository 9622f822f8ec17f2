// How items show what went on between a thread and a member of its team. Pure.

import type { ThreadItem } from '../../protocol/index.js';
import type { Member } from './team-ports.js';

type ActivityItem = Extract<ThreadItem, { type: 'subAgentActivity' }>;

/** Model and effort are those of an agent that was started. */
export function activityItem(
  what: {
    readonly id: string;
    readonly kind: ActivityItem['kind'];
    readonly model?: string;
    readonly reasoningEffort?: ActivityItem['reasoningEffort'];
  },
  { id: agentThreadId, path: agentPath }: Member,
): ActivityItem {
  const { id, kind, model = null, reasoningEffort = null } = what;
  return { type: 'subAgentActivity', model, reasoningEffort, id, kind, agentThreadId, agentPath };
}
