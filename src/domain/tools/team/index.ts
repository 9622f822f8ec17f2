// The tools for a team of agents, in the order they are offered.

import type { Tool } from '../tool.js';
import type { ToolDeps } from '../tool-deps.js';
import { interruptAgent } from './interrupt-agent.js';
import { listAgents } from './list-agents.js';
import { followupTask, sendMessage } from './send.js';
import { spawnAgent } from './spawn-agent.js';
import { waitAgent } from './wait-agent.js';

export function teamTools(deps: ToolDeps): readonly Tool[] {
  return [followupTask(deps), interruptAgent, listAgents, sendMessage(deps), spawnAgent(deps), waitAgent];
}
