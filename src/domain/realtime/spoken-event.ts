// What a speaking model says, told apart. The generations of the protocol spell the same things differently, and
// older servers understand less of both. Pure.

import type { AnyServerNotification } from '../../protocol/index.js';
import type { Generation, SpokenMessage } from './spoken-ports.js';

/** How a conversation goes: by the generation of the protocol, and as which servers hold it. */
export interface Manner {
  readonly generation: Generation;
  /** As servers did before what is said became items of the thread. */
  readonly isOlder: boolean;
}

/** What becomes of a conversation in the thread. */
export type RealtimeItem = Extract<
  AnyServerNotification,
  { method: 'thread/realtime/item/started' }
>['params']['item'];

/** A piece of sound, base64. */
export interface RealtimeAudio {
  readonly data: string;
  readonly sampleRate: number;
  readonly numChannels: number;
  readonly samplesPerChannel: number | null;
  readonly itemId: string | null;
}

export type Speaker = 'user' | 'assistant';

export type SpokenEvent =
  /** The model took the session up. */
  | { type: 'sessionStarted' }
  | { type: 'transcript'; role: Speaker; delta: string }
  | { type: 'transcriptDone'; role: Speaker; text: string }
  | { type: 'audio'; audio: RealtimeAudio }
  /** For clients as it is. */
  | { type: 'item'; item: unknown }
  | { type: 'speechStarted'; itemId: string | null }
  | { type: 'answerStarted' | 'answerDone' | 'answerCancelled'; message: SpokenMessage }
  | { type: 'handOff'; handoffId: string; itemId: string; input: string }
  /** The model chose to say nothing. */
  | { type: 'silence'; callId: string }
  | { type: 'error'; message: string };

/** The tool that hands a request to the agent. */
export function agentTool({ isOlder }: Manner): string {
  return isOlder ? 'codex' : 'background_agent';
}

export const SILENCE_TOOL = 'remain_silent';

/** Members of a tool's input that may hold the request. */
const INPUT_KEYS = ['input_transcript', 'input', 'text', 'prompt', 'query'];
const SAMPLE_RATE = 24_000;

/** Null: nothing that matters to anybody. */
export function spokenEvent(message: SpokenMessage, manner: Manner): SpokenEvent | null {
  if (message.type === 'error') return { type: 'error', message: problemOf(message) };
  if (manner.generation === 'v3') return ofThird(message);
  if (message.type === 'conversation.item.added') return itemOf(message);
  return manner.generation === 'v1' ? ofFirst(message, manner) : ofSecond(message, manner);
}

function ofFirst(message: SpokenMessage, { isOlder }: Manner): SpokenEvent | null {
  switch (message.type) {
    case 'conversation.output_audio.delta':
      return audioOf(message, textOf(message.delta) ?? textOf(message.data), null);
    case 'conversation.input_transcript.delta':
      return transcript('user', message.delta);
    case 'conversation.output_transcript.delta':
      return transcript('assistant', message.delta);
    case 'conversation.handoff.requested': {
      const [handoffId, itemId, input] = [message.handoff_id, message.item_id, message.input_transcript];
      if (typeof handoffId !== 'string' || typeof itemId !== 'string' || typeof input !== 'string')
        return null;
      return { type: 'handOff', handoffId, itemId, input };
    }
  }
  if (isOlder) return null;
  switch (message.type) {
    case 'conversation.item.input_audio_transcription.delta':
      return transcript('user', message.delta);
    case 'conversation.item.input_audio_transcription.completed':
      return done('user', message.transcript);
    case 'response.output_text.delta':
    case 'response.output_audio_transcript.delta':
      return transcript('assistant', message.delta);
    case 'response.output_audio_transcript.done':
      return done('assistant', message.transcript);
    default:
      return null;
  }
}

function ofSecond(message: SpokenMessage, manner: Manner): SpokenEvent | null {
  const { isOlder } = manner;
  switch (message.type) {
    case 'response.output_audio.delta':
    case 'response.audio.delta':
      return audioOf(
        { sample_rate: SAMPLE_RATE, num_channels: 1, ...message },
        textOf(message.delta),
        textOf(message.item_id),
      );
    case 'conversation.item.input_audio_transcription.delta':
      return transcript('user', message.delta);
    case 'conversation.item.input_audio_transcription.completed':
      return isOlder ? transcript('user', message.transcript) : done('user', message.transcript);
    case 'response.output_text.delta':
    case 'response.output_audio_transcript.delta':
      return transcript('assistant', message.delta);
    case 'response.output_text.done':
      return isOlder ? null : done('assistant', message.text);
    case 'response.output_audio_transcript.done':
      return isOlder ? null : done('assistant', message.transcript);
    case 'input_audio_buffer.speech_started':
      return { type: 'speechStarted', itemId: textOf(message.item_id) };
    case 'conversation.item.created':
      return isOlder ? null : itemOf(message);
    case 'conversation.item.done':
      return callOf(message.item, manner);
    case 'response.created':
      return { type: 'answerStarted', message };
    case 'response.done':
      return { type: 'answerDone', message };
    case 'response.cancelled': {
      const response = message.response as { id?: unknown } | undefined;
      const response_id = response?.id ?? message.response_id ?? null;
      return { type: 'answerCancelled', message: { type: 'response.cancelled', response_id } };
    }
    default:
      return null;
  }
}

function ofThird(message: SpokenMessage): SpokenEvent | null {
  const [item, turn, session] = [message.item, message.turn, message.session].map(membersOf);
  switch (message.type) {
    case 'session.started':
    case 'session.updated':
      return typeof session?.id === 'string' ? { type: 'sessionStarted' } : null;
    case 'input_transcript.added':
      return transcript('user', item?.text);
    case 'output_transcript.added':
      return transcript('assistant', item?.text);
    case 'turn.done':
      return turn?.role === 'user' || turn?.role === 'assistant' ? done(turn.role, turn.transcript) : null;
    case 'output_audio.delta':
      return audioOf({ sample_rate: SAMPLE_RATE, num_channels: 1 }, textOf(message.audio), null);
    case 'delegation.created':
      return delegationOf(item ?? {});
    default:
      return null;
  }
}

/** A request to the agent, in as many parts as it was said in. */
function delegationOf({ type, target, id, content }: SpokenMessage): SpokenEvent | null {
  if (type !== 'delegation' || target !== 'client' || typeof id !== 'string' || !Array.isArray(content))
    return null;
  const parts = content.map(membersOf).filter((part) => part.type === 'input_text');
  const input = parts.map(({ text }) => textOf(text) ?? '').join('');
  return { type: 'handOff', handoffId: id, itemId: id, input };
}

function membersOf(value: unknown): SpokenMessage {
  return (value ?? {}) as SpokenMessage;
}

function transcript(role: Speaker, delta: unknown): SpokenEvent | null {
  return typeof delta === 'string' ? { type: 'transcript', role, delta } : null;
}

function done(role: Speaker, text: unknown): SpokenEvent | null {
  return typeof text === 'string' ? { type: 'transcriptDone', role, text } : null;
}

function itemOf({ item }: SpokenMessage): SpokenEvent | null {
  return item === undefined ? null : { type: 'item', item };
}

function audioOf(message: SpokenMessage, data: string | null, itemId: string | null): SpokenEvent | null {
  const sampleRate = message.sample_rate;
  const numChannels = message.channels ?? message.num_channels;
  if (data === null || typeof sampleRate !== 'number' || typeof numChannels !== 'number') return null;
  const samples = message.samples_per_channel;
  const samplesPerChannel = typeof samples === 'number' ? samples : null;
  return { type: 'audio', audio: { data, sampleRate, numChannels, samplesPerChannel, itemId } };
}

function callOf(item: unknown, manner: Manner): SpokenEvent | null {
  const call = membersOf(item);
  if (call.type !== 'function_call') return null;
  const callId = textOf(call.call_id) ?? textOf(call.id);
  if (callId === null) return null;
  if (call.name === SILENCE_TOOL && !manner.isOlder) return { type: 'silence', callId };
  if (call.name !== agentTool(manner)) return null;
  const input = inputOf(textOf(call.arguments) ?? '');
  return { type: 'handOff', handoffId: callId, itemId: textOf(call.id) ?? callId, input };
}

/** The request in the input of the tool; the whole input where it cannot be found. */
function inputOf(written: string): string {
  const given = parsed(written);
  const found = INPUT_KEYS.map((key) => textOf(given[key])?.trim()).find((text) => text);
  return found ?? written;
}

function parsed(json: string): SpokenMessage {
  try {
    return (JSON.parse(json) as SpokenMessage | null) ?? {};
  } catch {
    return {};
  }
}

/** In words; those that have none are shown as they are. */
function problemOf({ error, message }: SpokenMessage): string {
  const words = textOf(message) ?? textOf(membersOf(error).message);
  return words ?? JSON.stringify(error ?? 'unknown');
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
