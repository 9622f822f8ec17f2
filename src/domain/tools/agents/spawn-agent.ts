// spawn_agent: gives a part of the work to an agent of the thread's own.

import { AgentLimitReached } from '../../agents/agent-ports.js';
import { DEFAULT_ROLE, rolesText } from '../../agents/agent-roles.js';
import type { ModelCatalog } from '../../ports.js';
import { Arguments } from '../arguments.js';
import { flag, functionTool, type Tool, ToolRefusal, text } from '../tool.js';
import type { ToolDeps } from '../tool-deps.js';
import { AgentItem, agentInput, agentsOf, promptOf } from './agent-call.js';
import { INPUT_PARTS } from './input-parts.js';

const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;
const FORK_WITH_TYPE =
  'Full-history forked agents inherit the parent agent type; omit agent_type, or spawn without a full-history fork.';
/** What an item shows while no effort is chosen. */
const USUAL_EFFORT = 'medium';

export function spawnAgent(deps: ToolDeps): Tool {
  return {
    name: 'spawn_agent',
    kind: 'function',
    offered: ({ agents }) =>
      agents === null
        ? null
        : functionTool(
            'spawn_agent',
            'Starts another agent on a task of its own, and returns its id and nickname. Only where the user asked for several agents.',
            {
              message: text('The task, in plain words. Either this or items.'),
              items: INPUT_PARTS,
              agent_type: text(
                `What kind of agent, \`default\` if you say nothing:\n${rolesText(agents.roles())}`,
              ),
              fork_context: flag('It begins with what you have seen so far.'),
              model: text('Another model than your own.'),
              reasoning_effort: text('Another effort than your own.'),
            },
            [],
          ),
    async run(call, context) {
      const agents = agentsOf(context);
      const args = new Arguments(call.input);
      const model = args.optionalText('model');
      const effort = deps.rules.agentEffortsAreChecked
        ? args.optionalText('reasoning_effort')
        : args.optionalOneOf('reasoning_effort', EFFORTS);
      const type = args.optionalText('agent_type');
      const forkContext = args.optionalFlag('fork_context') ?? false;
      const input = agentInput(args);
      const item = new AgentItem(context, call, {
        tool: 'spawnAgent',
        prompt: promptOf(input),
        model: model ?? '',
        reasoningEffort: effort ?? USUAL_EFFORT,
      });
      // As on the real servers, what is refused from here on leaves its item open.
      if (forkContext && type !== undefined && deps.rules.agentForksInheritRole) {
        throw new ToolRefusal(FORK_WITH_TYPE);
      }
      const role = agents.roles().find(({ name }) => name === (type ?? DEFAULT_ROLE));
      if (role === undefined) throw new ToolRefusal(`unknown agent_type '${type}'`);
      assertOffered(deps.catalog, { model, effort }, context.settings.model);
      const { turnId } = context;
      try {
        const spawned = await agents.spawn({ input, role, model, effort, forkContext, turnId });
        item.complete(new Map([[spawned.id, { type: 'pendingInit' }]]), {
          model: spawned.model,
          reasoningEffort: spawned.effort ?? USUAL_EFFORT,
        });
        return { output: JSON.stringify({ agent_id: spawned.id, nickname: spawned.nickname }) };
      } catch (thrown) {
        item.fail();
        throw limitRefusal(thrown, 'collab spawn failed', deps);
      }
    },
  };
}

/** @throws ToolRefusal for a model or an effort that cannot be had */
export function assertOffered(
  catalog: ModelCatalog,
  { model, effort }: { model: string | undefined; effort: string | undefined },
  ownModel: string,
): void {
  if (model !== undefined && !catalog.names.includes(model)) {
    const known = catalog.forAgents.join(', ');
    throw new ToolRefusal(`Unknown model \`${model}\` for spawn_agent. Available models: ${known}`);
  }
  const facts = catalog.facts(model ?? ownModel);
  if (effort !== undefined && facts.known && !facts.efforts.includes(effort)) {
    throw new ToolRefusal(
      `Reasoning effort \`${effort}\` is not supported for model \`${model ?? ownModel}\`. Supported reasoning efforts: ${facts.efforts.join(', ')}`,
    );
  }
}

/** A refusal where there are too many agents already; anything else as it is. */
export function limitRefusal(thrown: unknown, what: string, { rules }: ToolDeps): unknown {
  if (!(thrown instanceof AgentLimitReached)) return thrown;
  const most = rules.agentLimitNamesMost ? ` (max ${thrown.most})` : '';
  return new ToolRefusal(`${what}: agent thread limit reached${most}`, { cause: thrown });
}
