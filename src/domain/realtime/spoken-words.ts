// What the server says to a speaking model, message by message. Pure; the instructions are our own words.

import { agentTool, type Manner, SILENCE_TOOL, type Speaker } from './spoken-event.js';
import type { SpokenMessage } from './spoken-ports.js';

export interface SessionParts {
  readonly instructions: string;
  readonly speaks: 'text' | 'audio';
  readonly voice: string;
  readonly transcribesOnly: boolean;
  /** What was said before the conversation, for the third generation. */
  readonly initialItems: readonly { readonly role: TextRole; readonly text: string }[];
}

const SOUND = { type: 'audio/pcm', rate: 24_000 };
const TRANSCRIPTION = { model: 'gpt-4o-mini-transcribe' };

/** What the model is to be in the conversation. */
export function sessionOf(manner: Manner, parts: SessionParts): SpokenMessage {
  const { instructions, voice } = parts;
  const { generation, isOlder } = manner;
  if (generation === 'v1') {
    const audio = { input: { format: SOUND }, output: { voice } };
    return { type: 'quicksilver', instructions, audio };
  }
  if (generation === 'v3') {
    const items = parts.initialItems.map(({ role, text }) => messageItem(role, text));
    const before = items.length === 0 ? {} : { initial_items: items };
    return { instructions, audio: { output: { voice } }, delegation: { type: 'client' }, ...before };
  }
  if (parts.transcribesOnly) {
    const heard = isOlder ? {} : { transcription: TRANSCRIPTION };
    return { type: 'transcription', audio: { input: { format: SOUND, ...heard } } };
  }
  const detection = { type: 'server_vad', interrupt_response: true, create_response: true };
  return {
    type: 'realtime',
    instructions,
    output_modalities: [parts.speaks],
    audio: {
      input: {
        format: SOUND,
        noise_reduction: { type: 'near_field' },
        ...(isOlder ? {} : { transcription: TRANSCRIPTION }),
        turn_detection: isOlder ? detection : { ...detection, silence_duration_ms: 500 },
      },
      output: { format: SOUND, voice },
    },
    tools: toolsOf(manner),
    tool_choice: 'auto',
  };
}

function toolsOf(manner: Manner): SpokenMessage[] {
  const toAgent = tool(
    agentTool(manner),
    'Passes a request of the user to the agent that does the work, in the words of the user.',
    { prompt: { type: 'string', description: 'The request, as the user put it.' } },
  );
  if (manner.isOlder) return [toAgent];
  return [toAgent, tool(SILENCE_TOOL, 'Says nothing, where that is the best answer.', {})];
}

function tool(
  name: string,
  description: string,
  properties: Readonly<Record<string, object>>,
): SpokenMessage {
  const required = Object.keys(properties);
  const parameters = {
    type: 'object',
    properties,
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
  return { type: 'function', name, description, parameters };
}

export function sessionUpdate(session: SpokenMessage): SpokenMessage {
  return { type: 'session.update', session };
}

export type TextRole = Speaker | 'developer';

function messageItem(
  role: TextRole,
  text: string,
  type = role === 'assistant' ? 'output_text' : 'input_text',
) {
  return { type: 'message', role, content: [{ type, text }] };
}

/** Text in the conversation, by whom it says; the third generation does not ask who. */
export function written({ generation, isOlder }: Manner, role: TextRole, text: string): SpokenMessage {
  if (generation === 'v3') return context(text);
  const type = isOlder && generation === 'v1' && role !== 'assistant' ? 'text' : undefined;
  return { type: 'conversation.item.create', item: messageItem(role, text, type) };
}

/** Where words come from that a model of the third generation hears: `speakable` ones it says. */
export type Channel = 'commentary' | 'speakable';

/** What such a model is to know, of a request to the agent or at large. */
export function context(
  text: string,
  { channel = null, handoffId = null }: { channel?: Channel | null; handoffId?: string | null } = {},
): SpokenMessage {
  return {
    ...(handoffId === null
      ? { type: 'session.context.append' }
      : { type: 'delegation.context.append', delegation_item_id: handoffId }),
    ...(channel === null ? {} : { channel }),
    content: [{ type: 'input_text', text }],
  };
}

/** What a person types is marked as such, once. */
export function typed(manner: Manner, role: TextRole, text: string): SpokenMessage {
  const mark = '[USER] ';
  const isMarked = manner.isOlder || manner.generation !== 'v2' || role !== 'user';
  return written(manner, role, isMarked || text === '' || text.startsWith(mark) ? text : mark + text);
}

/** What the agent says, for a model of the second generation. */
export function fromAgent(manner: Manner, text: string): SpokenMessage {
  return written(manner, 'user', markedAsAgents(text));
}

export function markedAsAgents(text: string): string {
  return `[BACKEND] ${text}`;
}

/** Stands where nobody was named when the first generation is told something. */
export const NO_HANDOFF = 'codex';

/** The same for one of the first. */
export function appended(handoffId: string, text: string): SpokenMessage {
  return { type: 'conversation.handoff.append', handoff_id: handoffId, output_text: text };
}

export function finalWords(text: string): string {
  return `"Agent Final Message":\n\n${text}`;
}

export function outputOf(callId: string, output: string): SpokenMessage {
  return {
    type: 'conversation.item.create',
    item: { type: 'function_call_output', call_id: callId, output },
  };
}

export function sound({ generation }: Manner, data: string): SpokenMessage {
  return { type: generation === 'v3' ? 'input_audio.append' : 'input_audio_buffer.append', audio: data };
}

export const ANSWER: SpokenMessage = { type: 'response.create' };

/** The user began to speak while the model did: it was heard so far. */
export function cutShort(itemId: string, ms: number): SpokenMessage {
  return { type: 'conversation.item.truncate', item_id: itemId, content_index: 0, audio_end_ms: ms };
}

export const AGENT_DONE = 'The agent has finished; the [BACKEND] messages above are its result.';
export const PASSED_ON = 'The agent, which is still at work, was told.';

export const DEFAULT_PROMPT =
  'You speak with a user on behalf of a coding agent. Be brief and friendly. Pass on whatever needs work to the agent, and tell the user what it says.';

const AGENT_START =
  'A conversation by voice has begun. What reaches you now was spoken, and may have been misheard; another model speaks for you, so answer briefly, in words that can be said aloud.';
const AGENT_END = 'The conversation by voice is over. What reaches you from now on is typed again.';

/** What the agent is told when a conversation begins, and when it is over. */
export interface AgentWords {
  readonly start: string;
  readonly end: string;
}

export function agentWords(start: string | null, end: string | null): AgentWords {
  const told = (text: string): string => `<realtime_conversation>\n${text}\n</realtime_conversation>`;
  return { start: told(start ?? AGENT_START), end: told(end ?? AGENT_END) };
}

/** What is known before the first word. */
export function startupContext({ isOlder }: Manner, cwd: string): string {
  const text = `The user works in the folder ${cwd}.`;
  return isOlder ? text : `<startup_context>\n${text}\n</startup_context>`;
}
