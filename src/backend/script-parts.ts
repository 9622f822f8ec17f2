// Reads the parts of a stream: text, reasoning, calls and the ways a stream goes wrong.

import type {
  CheckedChunk,
  CheckedPace,
  CheckedPart,
  CheckedReasoning,
  CheckedText,
  TextSource,
} from './checked-script.js';
import type {
  Chunk,
  CustomCall,
  FunctionCall,
  Pace,
  ReasoningObject,
  ShellCall,
  TextObject,
} from './script.js';
import {
  flag,
  list,
  milliseconds,
  name,
  number,
  object,
  oneOf,
  oneOfMembers,
  type Place,
  type Read,
  read,
  record,
  refuse,
  type Shape,
  text,
  typed,
} from './script-reader.js';
import { wishReaders } from './wish-parts.js';

export const cutKind = oneOf('destroy', 'end');

const split: Read<NonNullable<Pace['split']>> = (place) =>
  typeof place.value === 'number'
    ? number('a number of characters', 1, true)(place)
    : oneOf('words', 'characters', 'lines', 'none')(place);

const paceShape: Shape<Pace> = {
  split,
  delayMs: milliseconds,
  tokensPerSecond: number('a rate', 0.001),
};

const chunkObject = object<{ text?: string; delayMs?: number; hold?: string }>({
  text,
  delayMs: milliseconds,
  hold: name,
});

const chunk: Read<Chunk> = (place) => {
  if (typeof place.value === 'string') return place.value;
  const members = chunkObject(place);
  if (members === undefined) return undefined;
  if (members.hold !== undefined) {
    return members.text === undefined ? { hold: members.hold } : refuse(place, 'either "text" or "hold"');
  }
  return members.text === undefined
    ? refuse(place, 'a text, or an object with "text" or "hold"')
    : { text: members.text, delayMs: members.delayMs };
};

const textObject = object<TextObject>({
  ...paceShape,
  content: text,
  chunks: list(chunk, 1),
  repeat: name,
  count: number('a count', 1, true),
  id: name,
  phase: oneOf('commentary', 'final_answer'),
  done: flag,
});

export const textPart: Read<CheckedText> = (place) => {
  const written = typeof place.value === 'string' ? { content: place.value } : textObject(place);
  if (written === undefined) return undefined;
  const source = textSource(place, written);
  const pace = checkedPace(place, written);
  if (source === undefined || pace === undefined) return undefined;
  return { kind: 'text', source, ...pace, id: written.id, phase: written.phase, done: written.done ?? true };
};

function textSource(place: Place, written: TextObject): TextSource | undefined {
  const given = [written.content, written.chunks, written.repeat].filter((source) => source !== undefined);
  if (given.length !== 1) return refuse(place, 'exactly one of "content", "chunks" and "repeat"');
  if (written.count !== undefined && written.repeat === undefined)
    return refuse(place, '"count" only with "repeat"');
  if (written.content !== undefined) return { kind: 'content', content: written.content };
  if (written.repeat !== undefined)
    return { kind: 'repeat', text: written.repeat, count: written.count ?? 1 };
  return { kind: 'chunks', chunks: (written.chunks ?? []).map(checkedChunk) };
}

function checkedChunk(written: Chunk): CheckedChunk {
  if (typeof written === 'string') return { text: written, delayMs: undefined };
  return 'hold' in written ? written : { text: written.text, delayMs: written.delayMs };
}

function checkedPace(place: Place, written: Pace): CheckedPace | undefined {
  if (written.delayMs !== undefined && written.tokensPerSecond !== undefined) {
    return refuse(place, 'either "delayMs" or "tokensPerSecond"');
  }
  const { tokensPerSecond, delayMs = tokensPerSecond === undefined ? 0 : 1000 / tokensPerSecond } = written;
  return { split: written.split ?? 'words', delayMs };
}

const summary: Read<string | string[]> = (place) =>
  typeof place.value === 'string' ? place.value : list(text, 1)(place);

const reasoningObject = object<ReasoningObject>({
  ...paceShape,
  summary,
  text,
  encrypted: text,
  id: name,
  done: flag,
});

export const reasoningPart: Read<CheckedReasoning> = (place) => {
  const written: ReasoningObject | undefined =
    typeof place.value === 'string' ? { summary: place.value } : reasoningObject(place);
  if (written === undefined) return undefined;
  const pace = checkedPace(place, written);
  if (pace === undefined) return undefined;
  return {
    kind: 'reasoning',
    ...pace,
    summary: [written.summary ?? []].flat(),
    text: written.text,
    encrypted: written.encrypted,
    id: written.id,
    done: written.done ?? true,
  };
};

const callArguments: Read<string | Record<string, unknown>> = (place) =>
  typeof place.value === 'string' ? place.value : record(place);

const functionCall = object<FunctionCall>({ name, arguments: callArguments, id: name, namespace: text }, [
  'name',
]);
const customCall = object<CustomCall>({ name, input: text, id: name }, ['name', 'input']);
const shellCall = object<ShellCall>(
  { command: list(text, 1), id: name, workingDirectory: text, timeoutMs: milliseconds },
  ['command'],
);

/** How each kind of part is read, by its key. */
const readers: Readonly<Record<string, Read<CheckedPart>>> = {
  text: textPart,
  reasoning: reasoningPart,
  call: read(functionCall, (call) => ({ kind: 'call', ...call })),
  customCall: read(customCall, (call) => ({ kind: 'customCall', ...call })),
  shellCall: read(shellCall, (call) => ({ kind: 'shellCall', ...call })),
  ...wishReaders,
  item: read(typed, (item) => ({ kind: 'item', item })),
  event: read(typed, (event) => ({ kind: 'event', event })),
  raw: read(text, (raw) => ({ kind: 'raw', raw })),
  wait: read(milliseconds, (ms) => ({ kind: 'wait', ms })),
  hold: read(name, (gate) => ({ kind: 'hold', gate })),
  cut: read(cutKind, (how) => ({ kind: 'cut', how })),
  failed: read(
    object<{ code: string; message: string }>({ code: name, message: text }, ['code', 'message']),
    (failure) => ({ kind: 'failed', ...failure }),
  ),
  incomplete: read(object<{ reason: string }>({ reason: name }, ['reason']), (end) => ({
    kind: 'incomplete',
    ...end,
  })),
};

const partObject = oneOfMembers(readers);

/** One part: a string (a text), or an object with one key that says what it is. */
export const part: Read<CheckedPart> = (place) =>
  typeof place.value === 'string' ? textPart(place) : partObject(place);

/** Parts after which nothing more can be sent. */
export function endsStream(checked: CheckedPart): boolean {
  return checked.kind === 'cut' || checked.kind === 'failed' || checked.kind === 'incomplete';
}
