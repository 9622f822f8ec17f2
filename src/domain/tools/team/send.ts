// followup_task and send_message: a task sets an agent to work, a message waits until it reads on.

import { ROOT_PATH } from '../../agents/agent-path.js';
import type { TeamMessage } from '../../agents/team-ports.js';
import { limitRefusal } from '../agents/spawn-agent.js';
import type { Arguments } from '../arguments.js';
import { type Tool, ToolRefusal, text } from '../tool.js';
import type { ToolDeps } from '../tool-deps.js';
import { assertSaysSomething, sealedText, type TeamCall, teamTool } from './team-call.js';

const TARGET = text('Id, path or name of the agent.');

export function followupTask(deps: ToolDeps): Tool {
  return teamTool({
    name: 'followup_task',
    description: () =>
      'Gives an agent another task. It begins at once when it has nothing to do, else when it reads on.',
    properties: () => ({ message: sealedText('The task.'), target: TARGET }),
    isThere: ({ letters }) => letters,
    required: ['target', 'message'],
    takes: ['target', 'message'],
    run: (args, call) => send(args, call, { kind: 'task', deps }),
  });
}

export function sendMessage(deps: ToolDeps): Tool {
  return teamTool({
    name: 'send_message',
    description: () => 'Tells an agent something, which it reads when it next does anything.',
    properties: () => ({ message: sealedText('What to say.'), target: TARGET }),
    isThere: ({ letters }) => letters,
    required: ['target', 'message'],
    takes: ['target', 'message'],
    run: (args, call) => send(args, call, { kind: 'note', deps }),
  });
}

async function send(
  args: Arguments,
  call: TeamCall,
  { kind, deps }: { kind: TeamMessage['kind']; deps: ToolDeps },
): Promise<string> {
  const { team, context } = call;
  const target = args.text('target');
  const message = args.text('message');
  assertSaysSomething(message);
  const member = await team.find(target);
  if (kind === 'task' && member.path === ROOT_PATH) {
    throw new ToolRefusal("Follow-up tasks can't target the root agent");
  }
  try {
    const deliver = await team.reach(member, kind);
    call.show(member, { kind: 'interacted' });
    deliver({ kind, text: message, turnId: context.turnId });
    return '';
  } catch (thrown) {
    throw limitRefusal(thrown, 'collab tool failed', deps);
  }
}
