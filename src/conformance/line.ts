// One connection of a scenario: sends what the scenario wants, also what no client library would, and keeps every
// frame in order. What it waits for comes within its time or is an ExpectationError.

import { setTimeout as sleep } from 'node:timers/promises';
import { decode } from '../jsonrpc/codec.js';
import type { CloseReason, Transport } from '../transport/index.js';
import { at, textAt } from '../util/peek.js';
import { breachOf, described, ExpectationError, expectFits, fitsPattern, type Pattern } from './expect.js';
import { type Frame, labelOf } from './frame.js';

export interface Refusal {
  /** -32600 unless another is given. */
  readonly code?: number;
  readonly message: string | RegExp;
  readonly data?: Pattern;
}

/** A request of the server, still open. */
export interface Asked {
  readonly id: unknown;
  readonly params: unknown;
  answer(result: unknown): void;
  fail(message: string, code?: number): void;
}

export interface LineOptions {
  /** Milliseconds to wait for anything. */
  readonly patienceMs: number;
  /** Sees every frame as it passes. */
  readonly onFrame: (frame: Frame) => void;
}

/** Makes more of what is missing, where there is more to say. */
type Explain = (missing: string) => ExpectationError | undefined;

const SHOWN_TAIL = 12;
const POLL_MS = 50;

export class Line {
  readonly frames: Frame[] = [];
  /** Why the connection ended, once it has. */
  closed: CloseReason | undefined;
  readonly #transport: Transport;
  readonly #options: LineOptions;
  readonly #listeners = new Set<() => void>();
  /** Methods of our requests by id as text. */
  readonly #asked = new Map<string, string>();
  #nextId = 1;

  constructor(transport: Transport, options: LineOptions) {
    this.#transport = transport;
    this.#options = options;
    transport.onFrame((text) => this.#receive(text));
    transport.onClose((reason) => {
      this.closed = reason;
      this.#tell();
    });
  }

  /** Sends one frame exactly as given. */
  raw(text: string): void {
    const value = parsed(text);
    const [id, method] = [at(value, 'id'), textAt(value, 'method')];
    if (id !== undefined && method !== undefined) this.#asked.set(JSON.stringify(id), method);
    this.#keep('out', text, value);
    this.#transport.send(text);
  }

  send(frame: Readonly<Record<string, unknown>>): void {
    this.raw(JSON.stringify(frame));
  }

  notify(method: string, params?: unknown): void {
    this.send(params === undefined ? { method } : { method, params });
  }

  /** Sends a request and gives its id; the answer may be waited for with `answerTo`. */
  ask(method: string, params?: unknown): number {
    const id = this.#nextId++;
    this.send(params === undefined ? { id, method } : { id, method, params });
    return id;
  }

  /** The whole answer frame, a refusal included. */
  async answerTo(id: unknown): Promise<unknown> {
    const frame = await this.#until(
      `answer to request ${JSON.stringify(id)}`,
      ({ dir, kind, value }) =>
        dir === 'in' && (kind === 'success' || kind === 'failure') && at(value, 'id') === id,
    );
    return frame.value;
  }

  /** The result. @throws ExpectationError when it is refused */
  async call(method: string, params?: unknown): Promise<unknown> {
    return resultOf(method, await this.answerTo(this.ask(method, params)));
  }

  /** Calls, and holds the result to a pattern. */
  async answers(method: string, params: unknown, pattern: Pattern): Promise<unknown> {
    const result = await this.call(method, params);
    expectFits(`the answer to ${method}`, result, pattern);
    return result;
  }

  /** Calls until the result fits, for what a server stores behind its answers; the last answer is judged. */
  async answersInTime(method: string, params: unknown, pattern: Pattern): Promise<unknown> {
    const end = Date.now() + this.#options.patienceMs;
    for (;;) {
      const answer = await this.answerTo(this.ask(method, params));
      const result = at(answer, 'result');
      if (fitsPattern(result, pattern)) return result;
      if (Date.now() > end) expectFits(`the answer to ${method}`, resultOf(method, answer), pattern);
      await sleep(POLL_MS);
    }
  }

  /** Calls, and holds the refusal to its code and words. */
  async refuses(method: string, params: unknown, { code = -32600, message, data }: Refusal): Promise<void> {
    const answer = await this.answerTo(this.ask(method, params));
    expectFits(`the refusal of ${method}`, answer, { error: { code, message, data } });
  }

  /** Where the log stands now. */
  mark(): number {
    return this.frames.length;
  }

  /** The params of the first notification that fits, come or coming. */
  async hears(method: string, pattern: Pattern = {}, since = 0): Promise<unknown> {
    return at((await this.#comes('notification', method, pattern, since)).value, 'params');
  }

  /** The first request of the server that fits, come or coming. */
  async isAsked(method: string, pattern: Pattern = {}, since = 0): Promise<Asked> {
    const { value } = await this.#comes('request', method, pattern, since);
    const id = at(value, 'id');
    return {
      id,
      params: at(value, 'params'),
      answer: (result) => this.send({ id, result }),
      fail: (message, code = -32000) => this.send({ error: { code, message }, id }),
    };
  }

  /** @throws ExpectationError when a notification or request that fits has come */
  hasNotHeard(method: string, pattern: Pattern = {}, since = 0): void {
    const heard = this.inbound(since).find(
      (frame) =>
        frame.method === method &&
        frame.kind !== 'success' &&
        fitsPattern(at(frame.value, 'params'), pattern),
    );
    if (heard !== undefined)
      throw new ExpectationError(`${method} came and should not`, {
        expected: 'nothing',
        actual: heard.value,
      });
  }

  inbound(since = 0): Frame[] {
    return this.frames.slice(since).filter(({ dir }) => dir === 'in');
  }

  /** Labels of what came, oldest first. */
  labels(since = 0): string[] {
    return this.inbound(since).map(labelOf);
  }

  /** Resolves when nothing has come for `ms`, at the latest when patience is at its end. */
  async quiet(ms = 200): Promise<void> {
    const deadline = Date.now() + this.#options.patienceMs;
    for (let seen = -1; seen !== this.frames.length && Date.now() < deadline; ) {
      seen = this.frames.length;
      await new Promise((resolve) => setTimeout(resolve, ms));
    }
  }

  /** Resolves with the reason when the other side has ended the connection. */
  async isClosed(): Promise<CloseReason> {
    await this.#wait('end of the connection', () => (this.closed === undefined ? undefined : true));
    return this.closed as CloseReason; // just seen
  }

  /** Reads nothing more; what the server says meanwhile waits on its way. */
  pause(): void {
    this.#transport.pause();
  }

  resume(): void {
    this.#transport.resume();
  }

  async close(): Promise<void> {
    await this.#transport.close();
  }

  /** Breaks the connection without a goodbye. */
  drop(): void {
    this.#transport.terminate();
  }

  #receive(text: string): void {
    this.#keep('in', text, parsed(text));
    this.#tell();
  }

  #keep(dir: Frame['dir'], text: string, value: unknown): void {
    const { kind } = decode(text);
    const id = JSON.stringify(at(value, 'id'));
    const method =
      textAt(value, 'method') ??
      (dir === 'in' && (kind === 'success' || kind === 'failure') ? this.#asked.get(id) : undefined);
    const frame: Frame = { dir, text, value, kind, method };
    this.frames.push(frame);
    this.#options.onFrame(frame);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  /** The first message of the server of this kind and method whose params fit. */
  #comes(kind: 'notification' | 'request', method: string, pattern: Pattern, since: number): Promise<Frame> {
    const isOne = (frame: Frame): boolean =>
      frame.dir === 'in' && frame.kind === kind && frame.method === method;
    const what = kind === 'request' ? `request ${method}` : method;
    return this.#until(
      what,
      (frame) => isOne(frame) && fitsPattern(at(frame.value, 'params'), pattern),
      since,
      (missing) => {
        const last = this.frames.slice(since).findLast(isOne);
        if (last !== undefined)
          return breachOf(`${missing} The last one that came`, at(last.value, 'params'), pattern);
        const expected = { [method]: described(pattern) };
        return new ExpectationError(missing, { expected, actual: this.#tail() });
      },
    );
  }

  /** The labels of what came last. */
  #tail(): string[] {
    return this.labels().slice(-SHOWN_TAIL);
  }

  async #until(what: string, fits: (frame: Frame) => boolean, since = 0, explain?: Explain): Promise<Frame> {
    let seen = since;
    const look = (): Frame | undefined => {
      while (seen < this.frames.length) {
        const frame = this.frames[seen++];
        if (frame !== undefined && fits(frame)) return frame;
      }
      return undefined;
    };
    return this.#wait(what, look, explain);
  }

  #wait<T>(what: string, look: () => T | undefined, explain?: Explain): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (then: () => void): void => {
        clearTimeout(timer);
        this.#listeners.delete(check);
        then();
      };
      const missing = (why: string): void =>
        settle(() =>
          reject(
            explain?.(`No ${what} ${why}.`) ??
              new ExpectationError(`No ${what} ${why}.`, { expected: what, actual: this.#tail() }),
          ),
        );
      const check = (): void => {
        const found = look();
        if (found !== undefined) settle(() => resolve(found));
        else if (this.closed !== undefined) missing(`before the connection ended (${this.closed.message})`);
      };
      const { patienceMs } = this.#options;
      const timer = setTimeout(() => missing(`within ${patienceMs / 1000} s`), patienceMs);
      this.#listeners.add(check);
      check();
    });
  }
}

/** @throws ExpectationError of a refusal */
function resultOf(method: string, answer: unknown): unknown {
  const error = at(answer, 'error');
  if (error === undefined) return at(answer, 'result');
  throw new ExpectationError(`${method} was refused: ${JSON.stringify(error)}`, {
    expected: 'a result',
    actual: { error },
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
