// close_agent and resume_agent: ends an agent, and opens it again with all it remembers.

import { type AgentStatus, NOT_FOUND, statusForModel } from '../../agents/agent-status.js';
import { Arguments } from '../arguments.js';
import { functionTool, type Tool, ToolRefusal, text } from '../tool.js';
import type { ToolDeps } from '../tool-deps.js';
import { AgentItem, agentId, agentsOf } from './agent-call.js';
import { limitRefusal } from './spawn-agent.js';

export function notFound(target: string): ToolRefusal {
  return new ToolRefusal(`agent with id ${target} not found`);
}

export const closeAgent: Tool = {
  name: 'close_agent',
  kind: 'function',
  offered: ({ agents }) =>
    agents === null
      ? null
      : functionTool(
          'close_agent',
          'Ends an agent and the agents it has started, and returns how far it was.',
          { target: text('Id of the agent.') },
          ['target'],
        ),
  async run(call, context) {
    const agents = agentsOf(context);
    const target = agentId(new Arguments(call.input).text('target'));
    const item = new AgentItem(context, call, { tool: 'closeAgent', receiverThreadIds: [target] });
    const previous = await agents.close(target);
    return { output: JSON.stringify({ previous_status: shown(item, target, previous) }) };
  },
};

export function resumeAgent(deps: ToolDeps): Tool {
  return {
    name: 'resume_agent',
    kind: 'function',
    offered: ({ agents }) =>
      agents === null
        ? null
        : functionTool(
            'resume_agent',
            'Opens an agent again that was closed.',
            { id: text('Id of the agent.') },
            ['id'],
          ),
    async run(call, context) {
      const agents = agentsOf(context);
      const target = agentId(new Arguments(call.input).text('id'));
      const item = new AgentItem(context, call, { tool: 'resumeAgent', receiverThreadIds: [target] });
      try {
        const status = await agents.resume(target);
        return { output: JSON.stringify({ status: shown(item, target, status) }) };
      } catch (thrown) {
        if (!(thrown instanceof ToolRefusal)) item.complete(new Map([[target, NOT_FOUND]]));
        throw limitRefusal(thrown, 'collab tool failed', deps);
      }
    },
  };
}

/** Completes the item; returns the status for the model. @throws ToolRefusal for an agent that is not there */
function shown(item: AgentItem, target: string, status: AgentStatus): unknown {
  item.complete(new Map([[target, status]]));
  if (status.type === 'notFound') throw notFound(target);
  return statusForModel(status);
}
