// The loops that put load on a connection: requests one by one, in a window, all at once; and a turn of many deltas.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from './connection.js';

const QUIET_MS = 3000;
const DELTA = Buffer.from('{"method":"item/agentMessage/delta"');
const COMPLETED = Buffer.from('{"method":"turn/completed"');

/** The cheapest request there is. */
function request(id: number): string {
  return `{"id":${id},"method":"thread/loaded/list","params":{}}`;
}

/** Milliseconds of each round trip. @throws when the connection is lost */
export async function roundTrips(connection: Connection, count: number): Promise<number[]> {
  const times: number[] = [];
  await new Promise<void>((resolve, reject) => {
    connection.onLost = reject;
    let sentAt = 0;
    const send = (): void => {
      sentAt = performance.now();
      connection.write([request(times.length)]);
    };
    connection.onAnswer = () => {
      times.push(performance.now() - sentAt);
      if (times.length < count) send();
      else resolve();
    };
    send();
  });
  return times;
}

export interface Throughput {
  readonly answeredPerSecond: number;
  readonly refused: number;
}

/** Keeps `window` requests under way until `count` are answered or refused. @throws when the connection is lost */
export async function pipelined(connection: Connection, count: number, window: number): Promise<Throughput> {
  let sent = 0;
  let ended = 0;
  let refused = 0;
  let next: string[] = [];
  const startedAt = performance.now();
  await new Promise<void>((resolve, reject) => {
    connection.onLost = reject;
    const flush = (): void => {
      connection.write(next);
      next = [];
    };
    const add = (): void => {
      // One write for all that came in one read: the client should cost little.
      if (next.length === 0) queueMicrotask(flush);
      next.push(request(sent));
      sent += 1;
    };
    connection.onAnswer = (_id, isRefused) => {
      ended += 1;
      if (isRefused) refused += 1;
      if (sent < count) add();
      else if (ended === count) resolve();
    };
    while (sent < window) add();
  });
  const seconds = (performance.now() - startedAt) / 1000;
  return { answeredPerSecond: (count - refused) / seconds, refused };
}

export interface Burst {
  readonly answered: number;
  readonly refused: number;
  /** Neither answered nor refused when nothing more came. */
  readonly silent: number;
  /** Until the last answer. */
  readonly milliseconds: number;
}

/** Sends all requests in one write. */
export async function burst(connection: Connection, count: number): Promise<Burst> {
  let answered = 0;
  let refused = 0;
  const startedAt = performance.now();
  let lastAt = startedAt;
  connection.onAnswer = (_id, isRefused) => {
    if (isRefused) refused += 1;
    else answered += 1;
    lastAt = performance.now();
  };
  connection.write(Array.from({ length: count }, (_, id) => request(id)));
  while (answered + refused < count && performance.now() - lastAt < QUIET_MS) await sleep(20);
  return { answered, refused, silent: count - answered - refused, milliseconds: lastAt - startedAt };
}

export interface Stream {
  readonly deltas: number;
  /** When the turn's end came, on the clock of `performance.now`. */
  readonly endedAt: number;
}

/** Counts the deltas until a turn completes. @throws when it fails, or when the connection is lost */
export function watchTurn(connection: Connection): Promise<Stream> {
  let deltas = 0;
  return new Promise((resolve, reject) => {
    connection.onLost = (error) => reject(new Error(`${error.message} (after ${deltas} deltas)`));
    connection.onNotification = (frame) => {
      if (begins(frame, DELTA)) deltas += 1;
      else if (begins(frame, COMPLETED)) {
        if (frame.includes('"status":"completed"')) resolve({ deltas, endedAt: performance.now() });
        else reject(new Error(`The turn failed: ${frame.toString().slice(0, 500)}`));
      }
    };
  });
}

function begins(frame: Buffer, prefix: Buffer): boolean {
  return frame.length >= prefix.length && frame.compare(prefix, 0, prefix.length, 0, prefix.length) === 0;
}

/** Starts a thread and plays a first short turn, so that others can join it. */
export async function startThread(
  connection: Connection,
  params: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const { thread } = await connection.request('thread/start', params);
  // The protocol promises a thread with an id.
  const { id } = thread as { readonly id: string };
  const done = watchTurn(connection);
  await connection.request('turn/start', turn(id, 'hello'));
  await done;
  return id;
}

/** Params of a turn that streams so many deltas. */
export function deltasTurn(threadId: string, count: number): Record<string, unknown> {
  return turn(threadId, `deltas ${count}`);
}

/** Params of a turn that streams so many deltas as fast as a model does, 200 a second. */
export function pacedTurn(threadId: string, count: number): Record<string, unknown> {
  return turn(threadId, `paced ${count}`);
}

/** Params of a turn that runs so many commands, one after the other. */
export function callsTurn(threadId: string, count: number): Record<string, unknown> {
  return turn(threadId, `calls ${count}`);
}

function turn(threadId: string, text: string): Record<string, unknown> {
  return { threadId, input: [{ type: 'text', text, text_elements: [] }] };
}
