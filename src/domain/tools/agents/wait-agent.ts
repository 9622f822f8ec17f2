// wait_agent: waits until one of several agents has come to an end, and no longer than it was told.

import type { ThreadAgents } from '../../agents/agent-ports.js';
import { type AgentStatus, isFinal, statusForModel } from '../../agents/agent-status.js';
import type { ToolContext } from '../../ports.js';
import { Arguments } from '../arguments.js';
import { amount, functionTool, type Tool, ToolRefusal, texts } from '../tool.js';
import { AgentItem, agentId, agentsOf } from './agent-call.js';

const WAIT = { least: 10_000, usual: 30_000, most: 3_600_000 };

export const waitAgent: Tool = {
  name: 'wait_agent',
  kind: 'function',
  offered: ({ agents }) =>
    agents === null
      ? null
      : functionTool(
          'wait_agent',
          'Waits until one of these agents is done, and returns how far those are that are done. Returns nothing of them when the time is over first.',
          {
            targets: texts('Ids of the agents.'),
            timeout_ms: amount(
              `Longest wait in milliseconds, ${WAIT.least} to ${WAIT.most}; ${WAIT.usual} by default.`,
            ),
          },
          ['targets'],
        ),
  async run(call, context) {
    const agents = agentsOf(context);
    const args = new Arguments(call.input);
    const named = args.optionalTexts('targets') ?? [];
    if (named.length === 0) throw new ToolRefusal('agent ids must be non-empty');
    const targets = named.map(agentId);
    const timeoutMs = args.optionalSignedInteger('timeout_ms') ?? WAIT.usual;
    if (timeoutMs <= 0) throw new ToolRefusal('timeout_ms must be greater than zero');
    const item = new AgentItem(context, call, { tool: 'wait', receiverThreadIds: targets });
    const ended = await firstEnds(agents, targets, {
      context,
      timeoutMs: Math.min(Math.max(timeoutMs, WAIT.least), WAIT.most),
    });
    item.complete(ended);
    const status = Object.fromEntries([...ended].map(([id, one]) => [id, statusForModel(one)]));
    return { output: JSON.stringify({ status, timed_out: ended.size === 0 }) };
  },
};

/** Those that have ended, as soon as there is one; none when the time is over. @throws when the turn ends first */
async function firstEnds(
  agents: ThreadAgents,
  targets: readonly string[],
  { context, timeoutMs }: { context: ToolContext; timeoutMs: number },
): Promise<ReadonlyMap<string, AgentStatus>> {
  const ended = (): Map<string, AgentStatus> =>
    new Map(targets.map((id) => [id, agents.statusOf(id)] as const).filter(([, status]) => isFinal(status)));
  let isOver = false;
  let stopWaiting = (): void => {};
  const over = new Promise<void>((resolve) => {
    const cancel = context.setTimeout(() => {
      isOver = true;
      resolve();
    }, timeoutMs);
    const onAbort = (): void => resolve();
    context.signal.addEventListener('abort', onAbort, { once: true });
    stopWaiting = () => {
      cancel();
      context.signal.removeEventListener('abort', onAbort);
    };
  });
  try {
    for (let found = ended(); ; found = ended()) {
      context.signal.throwIfAborted();
      if (found.size > 0 || isOver) return found;
      await Promise.race([agents.changed(), over]);
    }
  } finally {
    stopWaiting();
  }
}
