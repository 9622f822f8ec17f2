// A call about sub-agents as rollout files keep it: words in snake case, and each agent's status as the model reads it.

import type { CollabAgentState, ReasoningEffort, ThreadItem } from '../../protocol/index.js';
import { at, textAt } from '../../util/peek.js';
import { textsOf } from './item-parts.js';
import { camelWord, snakeWord } from './letter-case.js';
import { isJson, type Json } from './rollout-line.js';

type CollabItem = Extract<ThreadItem, { type: 'collabAgentToolCall' }>;

export function fileCollab(item: CollabItem): Json {
  return {
    type: 'CollabAgentToolCall',
    id: item.id,
    tool: snakeWord(item.tool),
    status: snakeWord(item.status),
    sender_thread_id: item.senderThreadId,
    receiver_thread_ids: item.receiverThreadIds,
    receiver_agents: item.receiverThreadIds.map((id) => ({ thread_id: id })),
    ...(item.prompt === null ? {} : { prompt: item.prompt }),
    ...(item.model === null ? {} : { model: item.model }),
    ...(item.reasoningEffort === null ? {} : { reasoning_effort: item.reasoningEffort }),
    agents_states: Object.fromEntries(
      Object.entries(item.agentsStates).map(([id, state]) => [id, fileState(state)]),
    ),
  };
}

export function collabOf(id: string, value: Json): ThreadItem {
  const states = at(value, 'agents_states');
  const status = textAt(value, 'status');
  return {
    type: 'collabAgentToolCall',
    id,
    // The file's words are the protocol's own, letter case aside.
    tool: camelWord(textAt(value, 'tool') ?? '') as CollabItem['tool'],
    status: status === 'failed' ? 'failed' : status === 'in_progress' ? 'inProgress' : 'completed',
    senderThreadId: textAt(value, 'sender_thread_id') ?? '',
    receiverThreadIds: textsOf(value.receiver_thread_ids),
    prompt: textAt(value, 'prompt') ?? null,
    model: textAt(value, 'model') ?? null,
    reasoningEffort: (textAt(value, 'reasoning_effort') ?? null) as ReasoningEffort | null,
    agentsStates: Object.fromEntries(
      Object.entries(isJson(states) ? states : {}).map(([thread, state]) => [thread, stateOf(state)]),
    ),
  };
}

function fileState({ status, message }: CollabAgentState): unknown {
  return status === 'completed' || status === 'errored' ? { [status]: message } : snakeWord(status);
}

function stateOf(value: unknown): CollabAgentState {
  const [word, message] = isJson(value) ? (Object.entries(value)[0] ?? []) : [value, null];
  return {
    // As above.
    status: camelWord(String(word)) as CollabAgentState['status'],
    message: typeof message === 'string' ? message : null,
  };
}
