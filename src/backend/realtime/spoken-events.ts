// What a speaking model says on the wire, in the three generations of the protocol. Pure.

import type { JsonObject } from '../model-request.js';

/** What the app-server asked for when it opened the session. */
export interface SpokenSession {
  readonly generation: 'v1' | 'v2' | 'v3';
  readonly speaks: 'audio' | 'text';
  /** The tool that hands requests to the agent; the second generation alone has one. */
  readonly agentTool: string;
}

const SAMPLE_RATE = 24_000;
const SAMPLES = SAMPLE_RATE / 50;

/** The session that a `session.update` describes. */
export function spokenSession(update: JsonObject): SpokenSession {
  const session = update.session as
    | {
        type?: unknown;
        delegation?: unknown;
        output_modalities?: unknown;
        tools?: readonly { name?: string }[];
      }
    | undefined;
  const [tool] = session?.tools ?? [];
  const later = session?.delegation === undefined ? 'v2' : 'v3';
  return {
    generation: session?.type === 'quicksilver' ? 'v1' : later,
    speaks: JSON.stringify(session?.output_modalities) === '["text"]' ? 'text' : 'audio',
    agentTool: tool?.name ?? 'background_agent',
  };
}

/** The session of a call that was set up before, about which no more is said. */
export function callSession(generation: SpokenSession['generation']): SpokenSession {
  return { generation, speaks: 'audio', agentTool: '' };
}

/** Takes a session up, or its changes. */
export function takingUp({ generation }: SpokenSession, isFirst: boolean, id: string): JsonObject {
  const type = isFirst && generation === 'v3' ? 'session.started' : 'session.updated';
  return { type, session: { id: `sess_${id}` } };
}

/** A spoken answer; `id` tells it from others. */
export function saying({ generation, speaks }: SpokenSession, text: string, id: string): JsonObject[] {
  const item_id = `item_${id}`;
  if (generation === 'v1') {
    return [
      ...wordsOf(text).map((delta) => ({ type: 'conversation.output_transcript.delta', delta })),
      { type: 'conversation.output_audio.delta', delta: tone(), ...TONE_FORMAT },
      { type: 'response.output_audio_transcript.done', item_id, transcript: text },
    ];
  }
  if (generation === 'v3') {
    return [
      ...wordsOf(text).map((word) => ({ type: 'output_transcript.added', item: { text: word } })),
      { type: 'output_audio.delta', audio: tone() },
      { type: 'turn.done', turn: { role: 'assistant', transcript: text } },
    ];
  }
  const kind = speaks === 'text' ? 'response.output_text' : 'response.output_audio_transcript';
  const whole = speaks === 'text' ? { text } : { transcript: text };
  const response = { id: `resp_${id}` };
  return [
    { type: 'response.created', response },
    ...wordsOf(text).map((delta) => ({ type: `${kind}.delta`, item_id, delta })),
    ...(speaks === 'text' ? [] : [{ type: 'response.output_audio.delta', item_id, delta: tone() }]),
    { type: `${kind}.done`, item_id, ...whole },
    { type: 'response.done', response },
  ];
}

/** What the model heard somebody say. */
export function hearing({ generation }: SpokenSession, text: string, id: string): JsonObject[] {
  if (generation === 'v3') {
    return [
      ...wordsOf(text).map((word) => ({ type: 'input_transcript.added', item: { text: word } })),
      { type: 'turn.done', turn: { role: 'user', transcript: text } },
    ];
  }
  const item_id = `item_${id}`;
  const type =
    generation === 'v1'
      ? 'conversation.input_transcript.delta'
      : 'conversation.item.input_audio_transcription.delta';
  return [
    ...wordsOf(text).map((delta) => ({ type, item_id, delta })),
    { type: 'conversation.item.input_audio_transcription.completed', item_id, transcript: text },
  ];
}

/** A request to the agent. */
export function handingOff({ generation, agentTool }: SpokenSession, text: string, id: string): JsonObject {
  const item_id = `item_${id}`;
  if (generation === 'v1') {
    const handoff_id = `handoff_${id}`;
    return { type: 'conversation.handoff.requested', handoff_id, item_id, input_transcript: text };
  }
  if (generation === 'v3') {
    const content = [{ type: 'input_text', text }];
    return {
      type: 'delegation.created',
      item: { type: 'delegation', target: 'client', id: item_id, content },
    };
  }
  const call = { call_id: `call_${id}`, name: agentTool, arguments: JSON.stringify({ prompt: text }) };
  return { type: 'conversation.item.done', item: { id: item_id, type: 'function_call', ...call } };
}

/** Sound or a wish has no text: `undefined` is of another kind, and `''` has none. */
export interface Heard {
  readonly kind: 'text' | 'audio' | 'response' | 'other';
  readonly text: string;
}

/** What a message of the app-server is to somebody who waits for one. */
export function heard(message: JsonObject): Heard {
  switch (message.type) {
    case 'conversation.item.create':
      return { kind: 'text', text: textOf(message.item as Item | undefined) };
    case 'conversation.handoff.append':
      return { kind: 'text', text: String(message.output_text) };
    case 'session.context.append':
    case 'delegation.context.append':
      return { kind: 'text', text: textOf(message as Item) };
    case 'input_audio.append':
    case 'input_audio_buffer.append':
      return { kind: 'audio', text: '' };
    case 'response.create':
      return { kind: 'response', text: '' };
    default:
      return { kind: 'other', text: '' };
  }
}

interface Item {
  readonly output?: string;
  readonly content?: readonly { readonly text?: string }[];
}

/** Without the word that says whose text it is. */
function textOf(item: Item | undefined): string {
  const text = item?.output ?? (item?.content ?? []).map((part) => part.text ?? '').join('');
  return text.replace(/^\[(?:USER|BACKEND)\] /, '');
}

function wordsOf(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}

const TONE_FORMAT = { sample_rate: SAMPLE_RATE, channels: 1, samples_per_channel: SAMPLES };
let toneData: string | undefined;

/** 20 ms of a soft 400 Hz tone: PCM, 16 bit, one channel; base64. */
function tone(): string {
  if (toneData === undefined) {
    const samples = Buffer.alloc(SAMPLES * 2);
    for (let index = 0; index < SAMPLES; index += 1)
      samples.writeInt16LE(Math.round(1000 * Math.sin((2 * Math.PI * 400 * index) / SAMPLE_RATE)), index * 2);
    toneData = samples.toString('base64');
  }
  return toneData;
}
