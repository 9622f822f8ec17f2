// list_agents: who of the team is there, and how far each is.

import { statusForModel } from '../../agents/agent-status.js';
import { type Tool, text } from '../tool.js';
import { teamTool } from './team-call.js';

export const listAgents: Tool = teamTool({
  name: 'list_agents',
  description: () => 'Lists the agents that are there, with how far each is.',
  properties: () => ({
    path_prefix: text('Only the one of this name or path and those below it; all by default.'),
  }),
  required: [],
  takes: ['path_prefix'],
  async run(args, { team }) {
    const agents = team.list(args.optionalText('path_prefix')).map(({ path, status }) => ({
      agent_name: path,
      agent_status: statusForModel(status),
    }));
    return JSON.stringify({ agents });
  },
});
