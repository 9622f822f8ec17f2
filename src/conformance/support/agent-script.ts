// A model that has one agent do something: what scenarios of sub-agents share.

import type { ReplyObject, Script } from '../../backend/index.js';
import { textAt } from '../../util/peek.js';
import type { Line } from '../line.js';
import type { Surroundings } from '../scenario.js';

/** A call of a tool for agents, in the way of the version. */
export function agentCall(
  { version }: Pick<Surroundings, 'version'>,
  name: string,
  args: Readonly<Record<string, unknown>>,
): NonNullable<ReplyObject['call']> {
  const namespace = version === '0.118.0' ? {} : { namespace: 'multi_agent_v1' };
  return { name, arguments: args, id: `call_${name}`, ...namespace };
}

/** The thread starts an agent, which answers once the gate is open; `then` goes on once the thread has its id. */
export function oneAgent(around: Surroundings, then: ReplyObject = { text: 'Started.' }): Script {
  const knowsAgent = {
    kind: 'turn',
    toolOutput: 'call_spawn_agent',
    outputMatches: '"agent_id":"(?<agent>[^"]+)"',
  };
  return {
    replies: [
      {
        when: { kind: 'collab_spawn' },
        parts: [{ text: 'Looking.' }, { hold: 'agent' }, { text: 'The answer.' }],
      },
      { when: knowsAgent, times: 1, ...then },
      { when: { kind: 'turn', toolOutput: true }, text: 'Done.' },
      // What it hears of its agent may make the model answer once more.
      { when: { kind: 'turn' }, times: 1, call: agentCall(around, 'spawn_agent', { message: 'find out' }) },
      { when: { kind: 'turn' }, text: 'Nothing more.' },
    ],
  };
}

/** The id of the agent that the thread has started. */
export async function spawnedId(line: Line, threadId: string): Promise<string> {
  const item = {
    type: 'collabAgentToolCall',
    tool: 'spawnAgent',
    status: 'completed',
    senderThreadId: threadId,
  };
  const completed = await line.hears('item/completed', { threadId, item });
  return textAt(completed, 'item', 'receiverThreadIds', 0) ?? '';
}
