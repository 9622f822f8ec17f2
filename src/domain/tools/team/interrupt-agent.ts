// interrupt_agent: stops what an agent does; it stays there for more.

import { ROOT_PATH } from '../../agents/agent-path.js';
import { statusForModel } from '../../agents/agent-status.js';
import { type Tool, ToolRefusal, text } from '../tool.js';
import { teamTool } from './team-call.js';

export const interruptAgent: Tool = teamTool({
  name: 'interrupt_agent',
  description: () => 'Stops what an agent does, and returns how far it was. It can be given other tasks.',
  properties: () => ({ target: text('Id, path or name of the agent.') }),
  required: ['target'],
  takes: ['target'],
  async run(args, call) {
    const { team } = call;
    const member = await team.find(args.text('target'));
    if (member.path === ROOT_PATH) throw new ToolRefusal('root is not a spawned agent');
    const previous = team.statusOf(member);
    call.show(member, { kind: 'interrupted' });
    await team.interrupt(member);
    return JSON.stringify({ previous_status: statusForModel(previous) });
  },
});
