// Reads the conversations of a script.

import { times } from '../answer-check.js';
import {
  flag,
  list,
  milliseconds,
  name,
  number,
  object,
  oneOf,
  oneOfMembers,
  pathText,
  type Read,
  read,
  refuse,
  text,
  typed,
} from '../script-reader.js';
import type { CheckedConversation, CheckedStep } from './conversation-script.js';

const spoken = (kind: 'say' | 'hear' | 'handOff' | 'error') =>
  read(text, (said): CheckedStep => ({ kind, text: said }));

const stepObject = oneOfMembers<CheckedStep>({
  say: spoken('say'),
  hear: spoken('hear'),
  handOff: spoken('handOff'),
  await: read(oneOf('text', 'audio', 'response'), (what) => ({ kind: 'await', what })),
  event: read(typed, (event) => ({ kind: 'event', event })),
  raw: read(text, (raw) => ({ kind: 'raw', raw })),
  error: spoken('error'),
  wait: read(milliseconds, (ms) => ({ kind: 'wait', ms })),
  hold: read(name, (gate) => ({ kind: 'hold', gate })),
  close: read(oneOf(true), () => ({ kind: 'close' })),
  cut: read(oneOf(true), () => ({ kind: 'cut' })),
});

const step: Read<CheckedStep> = (place) =>
  typeof place.value === 'string' ? { kind: 'say', text: place.value } : stepObject(place);

const members = object<{
  name?: string;
  times?: number;
  steps?: CheckedStep[];
  repeat?: boolean;
  takesUp?: boolean;
  refuse?: number;
}>({
  name,
  times,
  steps: list(step, 1),
  repeat: flag,
  takesUp: flag,
  refuse: number('an HTTP status', 400, true),
});

export const conversation: Read<CheckedConversation> = (place) => {
  const written = members(place);
  if (written === undefined) return undefined;
  const { steps = [], repeat = false, refuse: refusal } = written;
  if (steps.length > 0 === (refusal !== undefined)) return refuse(place, 'either "steps" or "refuse"');
  // A round in which the model waits for nothing would never let anybody else speak.
  if (repeat && !steps.some(({ kind }) => kind === 'await' || kind === 'wait' || kind === 'hold'))
    return refuse(place, 'a step that waits where "repeat" is true');
  return {
    label: written.name ?? pathText(place.path),
    times: written.times ?? 1,
    steps,
    repeats: repeat,
    takesUp: written.takesUp ?? true,
    refusal,
  };
};
