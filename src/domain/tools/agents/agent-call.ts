// What calls of the agent tools have in common: the ids they name, what they send, the item that shows them.

import type { ReasoningEffort, ThreadItem, UserInput } from '../../../protocol/index.js';
import { isUuid } from '../../../util/ids.js';
import type { ThreadAgents } from '../../agents/agent-ports.js';
import { type AgentStatus, agentState } from '../../agents/agent-status.js';
import type { ToolCall, ToolContext } from '../../ports.js';
import type { Arguments } from '../arguments.js';
import { ToolRefusal } from '../tool.js';

type CollabItem = Extract<ThreadItem, { type: 'collabAgentToolCall' }>;

/** @throws ToolRefusal where there can be none, which the offer has already ruled out */
export function agentsOf({ agents }: ToolContext): ThreadAgents {
  if (agents === null) throw new ToolRefusal('Agent depth limit reached. Solve the task yourself.');
  return agents;
}

/** @throws ToolRefusal */
export function agentId(id: string): string {
  if (isUuid(id)) return id;
  const detail = id.includes('-') ? '' : `: Error(ParseSimpleLength { len: ${Buffer.byteLength(id)} })`;
  throw new ToolRefusal(`invalid agent id ${id}${detail}`);
}

/** What is to be said to an agent, as a message or in parts. @throws ToolRefusal */
export function agentInput(args: Arguments): UserInput[] {
  const message = args.optionalText('message');
  const parts = args.optionalObjects('items');
  if (message !== undefined && parts !== undefined) {
    throw new ToolRefusal('Provide either message or items, but not both');
  }
  if (parts !== undefined) {
    if (parts.length === 0) throw new ToolRefusal("Items can't be empty");
    return parts.map(inputPart);
  }
  if (message === undefined) throw new ToolRefusal('Provide one of: message or items');
  if (message.trim() === '') throw new ToolRefusal("Empty message can't be sent to an agent");
  return [{ type: 'text', text: message, text_elements: [] }];
}

const PART_TYPES = ['text', 'image', 'local_image', 'skill', 'mention'] as const;

function inputPart(args: Arguments): UserInput {
  const type = args.oneOf('type', PART_TYPES);
  switch (type) {
    case 'text':
      return { type, text: args.text('text'), text_elements: [] };
    case 'image':
      return { type, url: args.text('image_url') };
    case 'local_image':
      return { type: 'localImage', path: args.text('path') };
    case 'skill':
    case 'mention':
      return { type, name: args.text('name'), path: args.text('path') };
  }
}

/** The words of an input, as an item shows them. */
export function promptOf(input: readonly UserInput[]): string {
  return input
    .map((part) =>
      part.type === 'text' ? part.text : `[${part.type}${'path' in part ? `:${part.path}` : ''}]`,
    )
    .join('\n');
}

/** The item of one call: started, and completed with what the agents have come to. */
export class AgentItem {
  readonly #context: ToolContext;
  readonly #item: CollabItem;

  constructor(
    context: ToolContext,
    call: Pick<ToolCall, 'callId'>,
    about: Pick<CollabItem, 'tool'> & Partial<Pick<CollabItem, 'receiverThreadIds' | 'prompt'>> & Chosen,
  ) {
    this.#context = context;
    this.#item = {
      type: 'collabAgentToolCall',
      id: call.callId,
      tool: about.tool,
      status: 'inProgress',
      senderThreadId: context.threadId,
      receiverThreadIds: about.receiverThreadIds ?? [],
      prompt: about.prompt ?? null,
      model: about.model ?? null,
      reasoningEffort: about.reasoningEffort ?? null,
      agentsStates: {},
    };
    context.startItem(this.#item);
  }

  /** `statuses` names the agents it was about in the end. It failed when any of them did. */
  complete(statuses: ReadonlyMap<string, AgentStatus>, chosen: Chosen = {}): void {
    const hasFailed = [...statuses.values()].some(({ type }) => type === 'errored' || type === 'notFound');
    this.#complete(hasFailed ? 'failed' : 'completed', {
      receiverThreadIds: [...statuses.keys()],
      agentsStates: Object.fromEntries([...statuses].map(([id, status]) => [id, agentState(status)])),
      ...chosen,
    });
  }

  /** It came to nothing, and no agent has to do with it. */
  fail(): void {
    this.#complete('failed', {});
  }

  #complete(status: CollabItem['status'], changes: Partial<CollabItem>): void {
    this.#context.completeItem({ ...this.#item, ...changes, status });
  }
}

interface Chosen {
  readonly model?: string;
  readonly reasoningEffort?: ReasoningEffort | null;
}
