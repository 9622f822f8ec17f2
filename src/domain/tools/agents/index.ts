// The tools for sub-agents, in the order they are offered.

import type { Tool } from '../tool.js';
import type { ToolDeps } from '../tool-deps.js';
import { closeAgent, resumeAgent } from './open-and-close.js';
import { sendInput } from './send-input.js';
import { spawnAgent } from './spawn-agent.js';
import { waitAgent } from './wait-agent.js';

export function agentTools(deps: ToolDeps): readonly Tool[] {
  const tools = [spawnAgent(deps), sendInput, resumeAgent(deps), waitAgent, closeAgent];
  return deps.rules.agentToolsInNamespace
    ? tools.map((tool): Tool => ({ ...tool, namespace: 'multi_agent_v1' }))
    : tools;
}
