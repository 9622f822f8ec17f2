// What `--fault` says, checked: `KIND` or `KIND:name=value,name=value`.

import { TransportError } from '../errors.js';

/** Everything a fault can be, with what it does. docs/faults.md lists the same; a test compares. */
export const FAULT_KINDS = {
  delay: 'hold a frame, and what follows it, for ms (100)',
  drop: 'lose a frame',
  duplicate: 'deliver a frame twice',
  reorder: 'let the next frame go first; ms (200) is the longest wait for one',
  split: 'deliver a frame in parts (2) pieces, apart from each other',
  merge: 'deliver a frame in one piece with the next; ms (200) is the longest wait for one',
  'early-end': 'say turn/completed at once when a turn starts, and nothing when it ends',
  'ask-first': "hold the answer to a request until the server's next question; ms (2000) at the longest",
  oversized: 'make a frame bytes (67108865) long with blanks',
  'bad-json': 'cut a frame in the middle',
  overload: "answer the client's request with -32001 instead of passing it on",
  disconnect: 'end the connection instead of delivering a frame',
  exit: 'end the server process with code (1) instead of delivering a frame',
  'new-field': 'add a member nobody knows to what a frame says, and to each object in it',
  'new-value': 'give the first status of a frame a word nobody knows',
  'new-item': 'make an item of a frame one of a kind nobody knows',
  'new-notification': 'tell something nobody knows before a frame',
  'new-request': 'ask something nobody knows before a frame',
  'slow-reader': 'let the one who reads a frame stop reading for ms (100) behind it',
} as const;

export type FaultKind = keyof typeof FAULT_KINDS;

export interface FaultSpec {
  readonly kind: FaultKind;
  /** Frames of which direction, as the client sees it. */
  readonly dir: 'in' | 'out' | 'both';
  /** `*` stands for anything; answers have the method of their request. */
  readonly method: string | undefined;
  /** Only the n-th frame that fits, counted from 1. */
  readonly at: number | undefined;
  /** Every n-th. */
  readonly every: number | undefined;
  /** With this probability, 0 to 1; the seed decides. */
  readonly p: number | undefined;
  /** At most so many times. */
  readonly max: number | undefined;
  readonly ms: number;
  readonly parts: number;
  readonly bytes: number;
  readonly code: number;
}

/** Kinds that make sense once; others hit every frame that fits. */
const ONCE: readonly FaultKind[] = [
  'oversized',
  'bad-json',
  'disconnect',
  'exit',
  'new-notification',
  'new-request',
];
const DEFAULT_MS: Partial<Record<FaultKind, number>> = {
  delay: 100,
  reorder: 200,
  merge: 200,
  'ask-first': 2000,
  'slow-reader': 100,
};
const NUMBERS = ['at', 'every', 'p', 'max', 'ms', 'parts', 'bytes', 'code'] as const;

/** @throws TransportError `bad_fault` */
export function parseFault(text: string): FaultSpec {
  const [name = '', ...rest] = text.split(':');
  if (!isKind(name)) {
    const known = Object.keys(FAULT_KINDS).join(', ');
    throw new TransportError('bad_fault', `${name || 'Nothing'} is no fault; choose from ${known}.`);
  }
  const given = membersOf(text, rest.join(':'));
  const number = (key: (typeof NUMBERS)[number]): number | undefined => numberOf(text, key, given.get(key));
  const hasChoice = ['at', 'every', 'p', 'max'].some((key) => given.has(key));
  return {
    kind: name,
    dir: directionOf(text, name, given.get('dir')),
    method: given.get('method') ?? (name === 'ask-first' ? 'turn/start' : undefined),
    at: number('at') ?? (ONCE.includes(name) && !hasChoice ? 1 : undefined),
    every: number('every'),
    p: number('p'),
    max: number('max'),
    ms: number('ms') ?? DEFAULT_MS[name] ?? 0,
    parts: Math.max(2, number('parts') ?? 2),
    bytes: number('bytes') ?? 64 * 1024 * 1024 + 1,
    code: number('code') ?? 1,
  };
}

function isKind(name: string): name is FaultKind {
  return Object.hasOwn(FAULT_KINDS, name);
}

function membersOf(text: string, list: string): Map<string, string> {
  const members = new Map<string, string>();
  for (const pair of list.split(',').filter(Boolean)) {
    const [key = '', value] = pair.split('=');
    const isKnown = key === 'dir' || key === 'method' || (NUMBERS as readonly string[]).includes(key);
    if (!isKnown || value === undefined || value === '') {
      const known = ['dir', 'method', ...NUMBERS].join(', ');
      throw new TransportError(
        'bad_fault',
        `Fault ${text}: ${pair} says nothing; write name=value with ${known}.`,
      );
    }
    members.set(key, value);
  }
  return members;
}

function numberOf(text: string, key: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  const isGood = key === 'p' ? number >= 0 && number <= 1 : Number.isInteger(number) && number >= 0;
  if (isGood) return number;
  const wanted = key === 'p' ? 'a number from 0 to 1' : 'a whole number';
  throw new TransportError('bad_fault', `Fault ${text}: ${key}=${value} is not ${wanted}.`);
}

/** What comes from the server, unless a kind is about what goes there. */
function directionOf(text: string, kind: FaultKind, given: string | undefined): FaultSpec['dir'] {
  if (kind === 'overload') return 'out';
  if (given === undefined) return 'in';
  if (given === 'in' || given === 'out' || given === 'both') return given;
  throw new TransportError(
    'bad_fault',
    `Fault ${text}: dir=${given} is no direction; write in, out or both.`,
  );
}
