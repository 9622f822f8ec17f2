// send_input: more work for an agent, after what it does now or instead of it.

import { Arguments } from '../arguments.js';
import { flag, functionTool, type Tool, text } from '../tool.js';
import { AgentItem, agentId, agentInput, agentsOf, promptOf } from './agent-call.js';
import { INPUT_PARTS } from './input-parts.js';
import { notFound } from './open-and-close.js';

export const sendInput: Tool = {
  name: 'send_input',
  kind: 'function',
  offered: ({ agents }) =>
    agents === null
      ? null
      : functionTool(
          'send_input',
          'Sends a message to an agent you have started.',
          {
            target: text('Id of the agent.'),
            message: text('What to say. Either this or items.'),
            items: INPUT_PARTS,
            interrupt: flag('It stops what it does and turns to this at once.'),
          },
          ['target'],
        ),
  async run(call, context) {
    const agents = agentsOf(context);
    const args = new Arguments(call.input);
    const target = agentId(args.text('target'));
    const input = agentInput(args);
    const interrupts = args.optionalFlag('interrupt') ?? false;
    const item = new AgentItem(context, call, {
      tool: 'sendInput',
      receiverThreadIds: [target],
      prompt: promptOf(input),
    });
    const sent = await agents.send(target, input, { interrupts, turnId: context.turnId });
    item.complete(new Map([[target, agents.statusOf(target)]]));
    if (sent === null) throw notFound(target);
    return { output: JSON.stringify({ submission_id: sent }) };
  },
};
