// The course of one conversation by voice, as a pure machine: what the model, the clients and the agent say in; what
// is said to the model, told to clients and handed to the agent out. The runner beside it holds the line.

import { escapedMarkup } from '../../util/markup.js';
import type { ThreadEvent } from '../events.js';
import { audioMs } from './audio-length.js';
import type { Manner, Speaker, SpokenEvent } from './spoken-event.js';
import type { SpokenMessage } from './spoken-ports.js';
import { type Relay, relayed } from './spoken-relay.js';
import {
  AGENT_DONE,
  ANSWER,
  appended,
  context,
  cutShort,
  finalWords,
  fromAgent,
  NO_HANDOFF,
  outputOf,
  PASSED_ON,
  sound,
  type TextRole,
  typed,
} from './spoken-words.js';

/** The end of a conversation, in the words of the protocol. */
type EndReason = 'requested' | 'transport_closed' | 'error';

interface Segment {
  readonly id: string;
  readonly text: string;
}

interface Said {
  readonly role: Speaker;
  readonly text: string;
}

export interface RealtimeState {
  readonly manner: Manner;
  readonly realtimeSessionId: string;
  /** What clients are told of it; null: they know it by the call that they set up. */
  readonly toldSessionId: string | null;
  readonly relay: Relay;
  /** Since the last request to the agent. */
  readonly transcript: readonly Said[];
  /** What is being said, in the order in which it began. */
  readonly open: ReadonlyMap<Speaker, Segment>;
  /** The request that the agent works on. */
  readonly handoffId: string | null;
  /** What the agent said last about it. */
  readonly lastWords: string | null;
  /** The model was asked to answer, or does. */
  readonly isAnswering: boolean;
  readonly owesAnswer: boolean;
  /** What was said aloud of which item. */
  readonly aloud: { readonly itemId: string; readonly ms: number } | null;
  readonly isOver: boolean;
}

export type RealtimeInput =
  | { type: 'opened' }
  | { type: 'model'; event: SpokenEvent }
  | { type: 'text'; role: TextRole; text: string }
  | { type: 'speech'; text: string }
  | { type: 'audio'; data: string }
  | { type: 'agentSaid'; text: string; isFinal: boolean }
  /** `isHandedOff`: the model asked for it. */
  | { type: 'turnStarted'; isHandedOff: boolean }
  | { type: 'turnEnded'; isCompleted: boolean }
  | { type: 'ended'; reason: EndReason; problem: string | null };

type RealtimeEffect =
  | { type: 'send'; message: SpokenMessage }
  | { type: 'tell'; event: ThreadEvent }
  | { type: 'handOff'; text: string }
  | { type: 'hangUp' };

export interface RealtimeStep {
  readonly state: RealtimeState;
  readonly effects: readonly RealtimeEffect[];
}

export function begun(
  given: Pick<RealtimeState, 'manner' | 'realtimeSessionId' | 'toldSessionId' | 'relay'>,
): RealtimeState {
  return {
    ...given,
    transcript: [],
    open: new Map(),
    handoffId: null,
    lastWords: null,
    isAnswering: false,
    owesAnswer: false,
    aloud: null,
    isOver: false,
  };
}

/** `id`: a fresh one, for what may begin. */
export function step(state: RealtimeState, input: RealtimeInput, id: string): RealtimeStep {
  if (state.isOver) return { state, effects: [] };
  switch (input.type) {
    case 'opened':
      return { state, effects: [...passing(state, id, { type: 'realtimeSessionStarted' }), started(state)] };
    case 'model':
      return heard(state, input.event, id);
    case 'text':
      return written(state, input.role, input.text);
    case 'speech':
      return spoken(state, input.text);
    case 'audio':
      return { state, effects: [send(sound(state.manner, input.data))] };
    case 'agentSaid':
      return agentSaid(state, input.text, input.isFinal);
    case 'turnStarted':
      return input.isHandedOff ? { state, effects: [] } : settled(state);
    case 'turnEnded':
      return turnEnded(state, input.isCompleted);
    case 'ended':
      return ended(state, input.reason, input.problem, id);
  }
}

function heard(state: RealtimeState, event: SpokenEvent, id: string): RealtimeStep {
  switch (event.type) {
    case 'sessionStarted':
      return nothing(state);
    case 'transcript':
      return transcribed(state, event.role, event.delta, id);
    case 'transcriptDone':
      return transcribedWhole(state, event.role, event.text, id);
    case 'audio': {
      const { audio } = event;
      const effects = [tell({ type: 'realtimeAudio', audio })];
      return { state: { ...state, aloud: aloudAfter(state, audio) }, effects };
    }
    case 'item':
      return { state, effects: [added(event.item)] };
    case 'speechStarted':
      return interrupted(state, event.itemId);
    case 'answerStarted':
      return { state: { ...state, isAnswering: true }, effects: ofAnswer(state, event) };
    case 'answerDone':
    case 'answerCancelled': {
      const over = answer({ ...state, isAnswering: false, aloud: null, owesAnswer: false }, state.owesAnswer);
      return { ...over, effects: [...over.effects, ...ofAnswer(state, event)] };
    }
    case 'handOff':
      return handedOff({ ...state, aloud: null }, event);
    case 'silence':
      return { state: { ...state, aloud: null }, effects: [send(outputOf(event.callId, ''))] };
    case 'error':
      return ended(state, 'error', event.message, id);
  }
}

function transcribed(state: RealtimeState, role: Speaker, delta: string, id: string): RealtimeStep {
  const news = tell({ type: 'realtimeTranscript', role, delta });
  const transcript = withDelta(state.transcript, role, delta);
  if (state.manner.isOlder) return { state: { ...state, transcript }, effects: [news] };
  const before = state.open.get(role);
  const segment = { id: before?.id ?? id, text: (before?.text ?? '') + delta };
  const open = new Map(state.open).set(role, segment);
  // One in which nothing was said yet begins again with the next word.
  const begin = before?.text ? [] : [item(state, 'started', segment.id, segmentItem(role, ''))];
  const grown = tell({ type: 'realtimeItemDelta', itemId: segment.id, delta });
  return { state: { ...state, transcript, open }, effects: [...begin, grown, news] };
}

/** The whole text of what was said: for the agent it counts, while an item keeps what was heard of it before. */
function transcribedWhole(state: RealtimeState, role: Speaker, text: string, id: string): RealtimeStep {
  const news = tell({ type: 'realtimeTranscriptDone', role, text });
  const transcript = text === '' ? state.transcript : withWhole(state.transcript, role, text);
  const open = new Map(state.open);
  const segment = open.get(role);
  open.delete(role);
  const next = { ...state, transcript, open };
  if (segment !== undefined) return { state: next, effects: [...closing(state, role, segment), news] };
  if (text === '') return { state: next, effects: [news] };
  return {
    state: next,
    effects: [
      item(state, 'started', id, segmentItem(role, '')),
      tell({ type: 'realtimeItemDelta', itemId: id, delta: text }),
      item(state, 'completed', id, segmentItem(role, text)),
      news,
    ],
  };
}

function interrupted(state: RealtimeState, itemId: string | null): RealtimeStep {
  const news = added({ type: 'input_audio_buffer.speech_started', item_id: itemId });
  const { aloud } = state;
  const cut = aloud !== null && (itemId === null || itemId === aloud.itemId);
  const effects = cut ? [send(cutShort(aloud.itemId, aloud.ms)), news] : [news];
  return { state: { ...state, aloud: null }, effects };
}

function handedOff(
  state: RealtimeState,
  { handoffId, itemId, input }: SpokenEvent & { type: 'handOff' },
): RealtimeStep {
  const { manner } = state;
  const active = transcriptAt(state, input);
  const request = {
    type: 'handoff_request',
    handoff_id: handoffId,
    item_id: itemId,
    input_transcript: input,
    active_transcript: active,
  };
  const text = requestOf(manner, input, active);
  const isSteering = state.handoffId !== null && manner.generation === 'v2' && !manner.isOlder;
  const next = { ...state, transcript: [], handoffId: isSteering ? state.handoffId : handoffId };
  const acknowledged = isSteering
    ? answer(next, true, [send(outputOf(handoffId, PASSED_ON))])
    : nothing(next);
  const effects: RealtimeEffect[] = [...acknowledged.effects, added(request)];
  if (text !== null) effects.push({ type: 'handOff', text });
  return { state: acknowledged.state, effects };
}

/** What was said up to the request, which older servers leave as it is. */
function transcriptAt({ manner, transcript }: RealtimeState, input: string): readonly Said[] {
  if (manner.isOlder) return manner.generation === 'v1' ? transcript : [];
  const last = transcript.at(-1);
  if (input === '' || (last?.role === 'user' && last.text === input)) return transcript;
  return [...transcript, { role: 'user', text: input }];
}

/** What the agent is asked; null: nothing. */
function requestOf({ isOlder }: Manner, input: string, active: readonly Said[]): string | null {
  const lines = active.map(({ role, text }) => `${role}: ${text}`).join('\n');
  if (isOlder) return lines || input || null;
  const asked = input || lines;
  if (asked === '') return null;
  const heardLines = lines === '' ? '' : `\n  <transcript_delta>${escapedMarkup(lines)}</transcript_delta>`;
  return `<realtime_delegation>\n  <input>${escapedMarkup(asked)}</input>${heardLines}\n</realtime_delegation>`;
}

function written(state: RealtimeState, role: TextRole, text: string): RealtimeStep {
  const { manner } = state;
  const message = send(typed(manner, role, text));
  return answer(state, manner.isOlder && manner.generation === 'v2', [message]);
}

function spoken(state: RealtimeState, text: string): RealtimeStep {
  switch (state.manner.generation) {
    case 'v1':
      return { state, effects: [send(appended(state.handoffId ?? NO_HANDOFF, text))] };
    case 'v2':
      return answer(state, true, [send(fromAgent(state.manner, text))]);
    case 'v3':
      return { state, effects: [send(context(text, { channel: 'speakable' }))] };
  }
}

function agentSaid(state: RealtimeState, text: string, isFinal: boolean): RealtimeStep {
  const { manner, relay, handoffId } = state;
  const isSecond = manner.generation === 'v2';
  if (relay.isClientManaged || (manner.isOlder && handoffId === null)) return nothing(state);
  if (manner.isOlder && isSecond) return nothing({ ...state, lastWords: text });
  const message = relayed(manner, relay, { text, isFinal, handoffId });
  return answer(state, isSecond && handoffId === null && !relay.asItems, [send(message)]);
}

function turnEnded(state: RealtimeState, isCompleted: boolean): RealtimeStep {
  const { manner, relay, handoffId, lastWords } = state;
  const next = { ...state, handoffId: null, lastWords: null };
  if (handoffId === null || relay.isClientManaged || manner.generation !== 'v2') return nothing(next);
  const done = relay.asItems ? '' : AGENT_DONE;
  const output = manner.isOlder ? lastWords && finalWords(lastWords) : isCompleted ? done : null;
  if (output === null) return nothing(next);
  return answer(next, !relay.asItems, [send(outputOf(handoffId, output))]);
}

/** What is being said counts as said. */
function settled(state: RealtimeState): RealtimeStep {
  const effects = [...state.open].flatMap(([role, segment]) => closing(state, role, segment));
  return { state: { ...state, open: new Map() }, effects };
}

function ended(state: RealtimeState, reason: EndReason, problem: string | null, id: string): RealtimeStep {
  const { state: next, effects } = settled(state);
  const outcome = reason === 'error' ? 'failed' : 'ended';
  return {
    state: { ...next, isOver: true },
    effects: [
      { type: 'hangUp' },
      ...(problem === null ? [] : [tell({ type: 'realtimeError', message: problem })]),
      ...effects,
      ...passing(state, id, { type: 'realtimeSessionClosed', outcome }),
      tell({ type: 'realtimeClosed', reason }),
    ],
  };
}

/** Asks the model to answer, at once or when the answer it gives is over. */
function answer(
  state: RealtimeState,
  isWanted: boolean,
  first: readonly RealtimeEffect[] = [],
): RealtimeStep {
  if (!isWanted) return { state, effects: first };
  if (state.manner.isOlder) return { state, effects: [...first, send(ANSWER)] };
  if (state.isAnswering) return { state: { ...state, owesAnswer: true }, effects: first };
  return { state: { ...state, isAnswering: true }, effects: [...first, send(ANSWER)] };
}

/** Answers are news to the clients of older servers, and cancelled ones to all. */
function ofAnswer(
  { manner }: RealtimeState,
  { type, message }: { type: string; message: SpokenMessage },
): RealtimeEffect[] {
  return manner.isOlder || type === 'answerCancelled' ? [added(message)] : [];
}

function aloudAfter(
  { aloud, manner }: RealtimeState,
  audio: (SpokenEvent & { type: 'audio' })['audio'],
): RealtimeState['aloud'] {
  const { itemId } = audio;
  const ms = audioMs(audio);
  if (manner.generation === 'v1' || itemId == null || ms === 0) return aloud;
  return { itemId, ms: ms + (aloud?.itemId === itemId ? aloud.ms : 0) };
}

function withDelta(transcript: readonly Said[], role: Speaker, delta: string): readonly Said[] {
  const last = transcript.at(-1);
  if (delta === '') return transcript;
  if (last?.role !== role) return [...transcript, { role, text: delta }];
  return [...transcript.slice(0, -1), { role, text: last.text + delta }];
}

function withWhole(transcript: readonly Said[], role: Speaker, text: string): readonly Said[] {
  return [...(transcript.at(-1)?.role === role ? transcript.slice(0, -1) : transcript), { role, text }];
}

function started({ manner, toldSessionId }: RealtimeState): RealtimeEffect {
  return tell({ type: 'realtimeStarted', realtimeSessionId: toldSessionId, version: manner.generation });
}

function segmentItem(role: Speaker, text: string) {
  return { type: 'transcriptSegment', role, text } as const;
}

/** An item in which nothing was said comes to no end. */
function closing(state: RealtimeState, role: Speaker, { id, text }: Segment): RealtimeEffect[] {
  return text === '' ? [] : [item(state, 'completed', id, segmentItem(role, text))];
}

type Content = Extract<ThreadEvent, { type: 'realtimeItem' }>['item'] extends infer Item
  ? Item extends unknown
    ? Omit<Item, 'id' | 'realtimeSessionId'>
    : never
  : never;

/** An item that is over as soon as it begins. */
function passing(state: RealtimeState, id: string, content: Content): RealtimeEffect[] {
  if (state.manner.isOlder) return [];
  return [item(state, 'started', id, content), item(state, 'completed', id, content)];
}

function item(
  { realtimeSessionId }: RealtimeState,
  phase: 'started' | 'completed',
  id: string,
  content: Content,
): RealtimeEffect {
  return tell({ type: 'realtimeItem', phase, item: { id, realtimeSessionId, ...content } });
}

function added(shown: unknown): RealtimeEffect {
  return tell({ type: 'realtimeItemAdded', item: shown });
}

function tell(event: ThreadEvent): RealtimeEffect {
  return { type: 'tell', event };
}

function send(message: SpokenMessage): RealtimeEffect {
  return { type: 'send', message };
}

function nothing(state: RealtimeState): RealtimeStep {
  return { state, effects: [] };
}
