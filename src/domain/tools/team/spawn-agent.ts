// spawn_agent of a team: starts an agent on a task, below the one that asks for it.

import { DEFAULT_ROLE, rolesText } from '../../agents/agent-roles.js';
import type { ThreadTeam } from '../../agents/team-ports.js';
import { assertOffered, limitRefusal } from '../agents/spawn-agent.js';
import type { Arguments } from '../arguments.js';
import { type Tool, ToolRefusal, text } from '../tool.js';
import type { ToolDeps } from '../tool-deps.js';
import { assertSaysSomething, sealedText, type TeamCall, teamTool } from './team-call.js';

/** What items show while no effort is chosen. */
const USUAL_EFFORT = 'medium';
const FORKS_NO_MORE = 'fork_context is not supported in MultiAgentV2; use fork_turns instead';

export function spawnAgent(deps: ToolDeps): Tool {
  return teamTool({
    name: 'spawn_agent',
    description: ({ configured: { tools } }) =>
      [
        'Starts an agent on a task of its own. As `task_3`, started by `/root/task1`, it is called `/root/task1/task_3`, by you also `task_3`. It has your tools, may write to others, and you are told what it says last.',
        ...(tools.tellModels
          ? [`Other models, only where the user wants one: ${deps.catalog.forAgents.join(', ')}.`]
          : []),
        ...(tools.usageHint === null ? [] : [tools.usageHint]),
      ].join('\n'),
    properties,
    required: ['task_name', 'message'],
    takes: ['message', 'task_name', 'agent_type', 'model', 'reasoning_effort', 'fork_turns', 'fork_context'],
    run: (args, call) => run(args, call, deps),
  });
}

function properties(team: ThreadTeam): Readonly<Record<string, unknown>> {
  const { roles, isUsual } = team.roles();
  return {
    ...(isUsual ? {} : { agent_type: text(`What kind of agent, of these:\n${rolesText(roles)}`) }),
    fork_turns: text('`all`, the default: it begins with all you have seen; `none`: with nothing of it.'),
    message: sealedText('The task.'),
    ...(team.configured.tools.tellModels
      ? {
          model: text('Another model than your own.'),
          reasoning_effort: text('Another effort than your own.'),
        }
      : {}),
    task_name: text('What to call it: lowercase letters, digits and underscores.'),
  };
}

async function run(args: Arguments, call: TeamCall, deps: ToolDeps): Promise<string> {
  const { team, context } = call;
  const message = args.text('message');
  const name = args.text('task_name');
  const type = args.optionalText('agent_type');
  const model = args.optionalText('model');
  const effort = args.optionalText('reasoning_effort');
  const turns = args.optionalText('fork_turns');
  if (args.optionalFlag('fork_context') !== undefined) throw new ToolRefusal(FORKS_NO_MORE);
  const forks = forksAll(turns);
  assertSaysSomething(message);
  const role = team.roles().roles.find((one) => one.name === (type ?? DEFAULT_ROLE));
  if (role === undefined) throw new ToolRefusal(`unknown agent_type '${type}'`);
  const ownModel = context.settings.model;
  assertOffered(deps.catalog, { model: model === ownModel ? undefined : model, effort }, ownModel);
  try {
    const { turnId } = context;
    const spawned = await team.spawn({ name, message, role, model, effort, forks, turnId });
    const reasoningEffort = spawned.effort ?? USUAL_EFFORT;
    call.show(spawned, { kind: 'started', model: spawned.model, reasoningEffort });
    spawned.begin();
    return JSON.stringify({ task_name: spawned.path });
  } catch (thrown) {
    throw limitRefusal(thrown, 'collab spawn failed', deps);
  }
}

/** Numbers of turns, which older servers took, are all of them. @throws ToolRefusal */
function forksAll(turns: string | undefined): boolean {
  const wanted = (turns ?? '').trim().toLowerCase();
  if (wanted === 'none') return false;
  if (wanted === '' || wanted === 'all' || /^0*[1-9][0-9]*$/.test(wanted)) return true;
  throw new ToolRefusal('fork_turns must be `none` or `all`');
}
