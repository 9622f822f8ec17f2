// A thread as its tools know it.

import type { ToolThread } from '../ports.js';
import type { ThreadSettings } from '../settings.js';
import type { TurnHost } from './turn-host.js';

export function toolThreadOf(host: TurnHost, settings: ThreadSettings): ToolThread {
  const { threadId, subagent, dynamicTools, goal, agents, team } = host;
  return { threadId, settings, subagent, dynamicTools, goal, agents, team: team?.tools ?? null };
}
