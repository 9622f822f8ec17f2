// A recording as lines for a person: time, connection, direction, and a lane for every thread with its turns and
// items.

import { numberAt, textAt } from '../../util/peek.js';
import { bodyOf, type ReadMessage, threadOf } from '../reader.js';

export interface TimelineLine {
  readonly t: number;
  /** Milliseconds between a request and this answer. */
  readonly took: number | undefined;
  readonly conn: number;
  readonly dir: 'in' | 'out';
  /** `T1`, `T2` …, in the order threads appear; empty outside of threads. */
  readonly lane: string;
  /** The id of that thread. */
  readonly thread: string | undefined;
  /** 0 for threads, 1 for turns, 2 for items. */
  readonly depth: number;
  /** Method, kind of item, or what is wrong. */
  readonly what: string;
  /** Status, text, refusal. */
  readonly detail: string;
}

export function timelineOf(messages: readonly ReadMessage[]): TimelineLine[] {
  const lanes = new Map<string, string>();
  const asked = new Map<string, number>();
  const threads = new Map<string, string>();
  return messages.map((one) => {
    const { frame, message, method } = one;
    const { t, conn, dir } = frame;
    const base = { t, conn, dir };
    if (message === undefined)
      return {
        ...base,
        took: undefined,
        lane: '',
        thread: undefined,
        depth: 0,
        what: 'no message',
        detail: short(frame.text),
      };
    let took: number | undefined;
    let thread = threadOf(message);
    if ('id' in message) {
      const asker = message.kind === 'request' ? dir : dir === 'in' ? 'out' : 'in';
      const key = `${conn} ${asker} ${typeof message.id} ${String(message.id)}`;
      if (message.kind === 'request') {
        asked.set(key, t);
        if (thread !== undefined) threads.set(key, thread);
      } else {
        const since = asked.get(key);
        took = since === undefined ? undefined : t - since;
        thread ??= threads.get(key);
      }
    }
    return { ...base, took, lane: laneOf(lanes, thread), thread, ...wordsOf(one, method ?? '?') };
  });
}

/** Which thread each lane is, as `T1 = ID`. */
export function sayLanes(lines: readonly TimelineLine[]): string[] {
  const lanes = new Map(lines.flatMap(({ lane, thread }) => (thread === undefined ? [] : [[lane, thread]])));
  return [...lanes].map(([lane, thread]) => `${lane} = ${thread}`);
}

export function sayLine(
  { t, took, conn, dir, lane, depth, what, detail }: TimelineLine,
  hasMany: boolean,
): string {
  const time = (t / 1000).toFixed(3).padStart(9);
  const connection = hasMany ? ` #${conn}` : '';
  const answer = took === undefined ? '' : `  (${took.toFixed(1)} ms)`;
  const words = [what, detail].filter(Boolean).join('  ');
  return `${time}${connection} ${dir === 'out' ? '>' : '<'} ${lane.padEnd(3)} ${'  '.repeat(depth)}${words}${answer}`;
}

function laneOf(lanes: Map<string, string>, thread: string | undefined): string {
  if (thread === undefined) return '';
  const known = lanes.get(thread);
  if (known !== undefined) return known;
  const lane = `T${lanes.size + 1}`;
  lanes.set(thread, lane);
  return lane;
}

function wordsOf({ message }: ReadMessage, method: string): Pick<TimelineLine, 'depth' | 'what' | 'detail'> {
  if (message === undefined) return { depth: 0, what: method, detail: '' };
  const body = bodyOf(message);
  const depth =
    method.startsWith('item/') || textAt(body, 'itemId') !== undefined
      ? 2
      : method.startsWith('turn/')
        ? 1
        : 0;
  switch (message.kind) {
    case 'failure':
      return {
        depth,
        what: `${method} refused`,
        detail: `${message.error.code} ${short(message.error.message)}`,
      };
    case 'success':
      return { depth, what: `${method} answered`, detail: textAt(body, 'decision') ?? '' };
    case 'request':
      return {
        depth,
        what: `${method} ?`,
        detail: short(textAt(body, 'input', 0, 'text') ?? textAt(body, 'command') ?? ''),
      };
    case 'notification': {
      const item = textAt(body, 'item', 'type');
      const parts = [
        item,
        textAt(body, 'turn', 'status') ?? textAt(body, 'item', 'status') ?? textAt(body, 'status', 'type'),
        textAt(body, 'delta') ??
          textAt(body, 'item', 'text') ??
          textAt(body, 'item', 'command') ??
          textAt(body, 'error', 'message') ??
          textAt(body, 'message'),
        tokens(body),
      ];
      return {
        depth,
        what: method,
        detail: parts
          .filter((part) => part !== undefined)
          .map(short)
          .join(' '),
      };
    }
  }
}

function tokens(body: unknown): string | undefined {
  const total = numberAt(body, 'tokenUsage', 'total', 'totalTokens');
  return total === undefined ? undefined : `${total} tokens`;
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
