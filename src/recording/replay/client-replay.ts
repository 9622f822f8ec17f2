// Sends the client's side of a recorded connection to a live server. Before each frame it waits for what the
// recorded client had seen by then; ids that the server made are put into the server's own.

import { decode, encodeFailure, encodeSuccess } from '../../jsonrpc/codec.js';
import type { Message, Request, Response } from '../../jsonrpc/message.js';
import type { Transport } from '../../transport/contract.js';
import type { Clock } from '../../util/clock.js';
import { deferred } from '../../util/deferred.js';
import { compareValues, Pairs } from '../compare/compare.js';
import type { RecordedFrame } from '../format.js';
import { bodyOf } from '../reader.js';
import { givenIds } from './given-ids.js';
import type { Step } from './steps.js';

export interface ClientReplayOptions {
  readonly clock: Clock;
  /** How long the server may say nothing at all while something is waited for, in milliseconds. */
  readonly timeoutMs: number;
  /** Changes a frame before it is sent, to move folders for example. */
  readonly rewrite?: ((frame: string) => string) | undefined;
}

export interface ClientReplayResult {
  /** Both sides of the live session. */
  readonly frames: readonly RecordedFrame[];
  /** What was waited for in vain, in sentences. */
  readonly waits: readonly string[];
  /** Why the connection ended before the recording did. */
  readonly lost: string | undefined;
}

/** Notifications that a client acts upon; the rest may come when it likes. */
const AWAITED = /(?:\/completed|^turn\/started|^item\/started|^thread\/closed|^process\/exited)$/;
/** How long a server may go on talking after the last thing that is waited for. */
const QUIET_MS = 150;
/** How many of those silences a server may talk of other things. */
const LONGEST_TALK = 10;

/** Never rejects: what went wrong is in the result. The transport is closed at the end. */
export async function replayClient(
  transport: Transport,
  steps: readonly Step[],
  options: ClientReplayOptions,
): Promise<ClientReplayResult> {
  const replay = new ClientReplay(transport, steps, options);
  await replay.run();
  const { result } = replay;
  await transport.close('The replay is over.');
  return result;
}

class ClientReplay {
  readonly #transport: Transport;
  readonly #steps: readonly Step[];
  readonly #options: ClientReplayOptions;
  readonly #pairs = new Pairs();
  readonly #frames: RecordedFrame[] = [];
  readonly #waits: string[] = [];
  readonly #answers = new Map<unknown, Response>();
  readonly #requests = new Map<string, Request[]>();
  readonly #notifications = new Map<string, number>();
  /** Methods that were waited for in vain once. */
  readonly #given = new Set<string>();
  /** Requests that were not sent, so that nobody answers them. */
  readonly #keptBack = new Set<number>();
  /** What the server said of one kind and method, in its order. */
  readonly #said = new Map<string, Step[]>();
  /** How many steps of its kind and method there are up to one, itself counted. */
  readonly #ranks = new Map<Step, number>();
  readonly #start: number;
  #changed = deferred();
  #lost: string | undefined;

  constructor(transport: Transport, steps: readonly Step[], options: ClientReplayOptions) {
    this.#transport = transport;
    this.#steps = steps;
    this.#options = options;
    this.#start = options.clock.monotonic();
    for (const step of steps) if (step.dir === 'in') this.#rank(step);
    transport.onClose(({ message }) => {
      this.#lost ??= message;
      this.#wake();
    });
    transport.onFrame((text) => {
      this.#keep('in', text);
      const message = decode(text);
      if (message.kind !== 'malformed') this.#receive(message);
      this.#wake();
    });
  }

  get result(): ClientReplayResult {
    return { frames: [...this.#frames], waits: this.#waits, lost: this.#lost };
  }

  async run(): Promise<void> {
    for (const step of this.#steps) {
      if (this.#lost !== undefined) return;
      if (step.dir === 'in') await this.#awaitStep(step);
      else if (await this.#hasIdsOf(step)) this.#send(step);
    }
    await this.#quiet();
  }

  #receive(message: Message): void {
    switch (message.kind) {
      case 'success':
      case 'failure': {
        this.#answers.set(message.id, message);
        const asked = this.#steps.find(
          ({ dir, message: sent }) => dir === 'out' && sent?.kind === 'request' && sent.id === message.id,
        );
        const recorded = asked?.other === undefined ? undefined : this.#steps[asked.other]?.message;
        if (recorded !== undefined) compareValues(bodyOf(recorded), bodyOf(message), { pairs: this.#pairs });
        return;
      }
      case 'request': {
        const known = this.#requests.get(message.method) ?? [];
        this.#requests.set(message.method, [...known, message]);
        this.#learn(message.method, known.length, message);
        return;
      }
      case 'notification': {
        const count = this.#notifications.get(message.method) ?? 0;
        this.#notifications.set(message.method, count + 1);
        this.#learn(message.method, count, message);
      }
    }
  }

  /** The n-th of its method there is the n-th here. */
  #learn(method: string, count: number, live: Message): void {
    if (/delta$/i.test(method)) return;
    const recorded = this.#said.get(keyOf(live.kind, method))?.[count];
    if (recorded?.message !== undefined)
      compareValues(bodyOf(recorded.message), bodyOf(live), { pairs: this.#pairs });
  }

  async #awaitStep(step: Step): Promise<void> {
    const { message, method = '' } = step;
    switch (message?.kind) {
      case 'success':
      case 'failure':
        await this.#until(`the answer to ${method}`, () => this.#hasCome(step));
        return;
      case 'request':
        await this.#until(`${method} of the server`, () => this.#hasCome(step), `ask ${method}`);
        return;
      case 'notification':
        if (AWAITED.test(method)) await this.#until(method, () => this.#hasCome(step), method);
        return;
      case undefined:
    }
  }

  /** Whether the live server has said what it said there. */
  #hasCome(step: Step): boolean {
    const { message, method = '', other } = step;
    switch (message?.kind) {
      case 'success':
      case 'failure': {
        const asked = other === undefined ? undefined : this.#steps[other]?.message;
        return asked?.kind !== 'request' || this.#answers.has(asked.id) || this.#keptBack.has(other ?? -1);
      }
      case 'request':
        return (this.#requests.get(method)?.length ?? 0) >= this.#nth(step);
      case 'notification':
        return (this.#notifications.get(method) ?? 0) >= this.#nth(step);
      case undefined:
        return true;
    }
  }

  /** A frame with an id of the recorded server means nothing to the live one: its own has to be there first. */
  async #hasIdsOf(step: Step): Promise<boolean> {
    for (const { id, by } of givenIds(this.#steps, step)) {
      const isGiven = (): boolean => this.#pairs.knows(id) || this.#hasCome(by);
      if (await this.#until(`${nameOf(by)}, which gives an id,`, isGiven, id)) continue;
      this.#keptBack.add(step.index);
      this.#waits.push(`${nameOf(step)} was not sent: it names ${id}, which the server never gave.`);
      return false;
    }
    return true;
  }

  /** How many of this method had come by then, this one counted. */
  #nth(step: Step): number {
    return this.#ranks.get(step) ?? 0;
  }

  #rank(step: Step): void {
    const { message, method = '' } = step;
    if (message === undefined) return;
    const key = keyOf(message.kind, method);
    const said = this.#said.get(key) ?? [];
    this.#said.set(key, said);
    said.push(step);
    this.#ranks.set(step, said.length);
  }

  #send(step: Step): void {
    const { message, text } = step;
    const isAnswer = message?.kind === 'success' || message?.kind === 'failure';
    const own = isAnswer ? this.#answerText(step, message) : text;
    if (own === undefined) return;
    const rewritten = this.#options.rewrite?.(own) ?? own;
    const translated = this.#pairs.translate(rewritten);
    this.#keep('out', translated);
    this.#transport.send(translated);
  }

  /** With the id that the live server gave its question; undefined when it has not asked. */
  #answerText({ other }: Step, answer: Response): string | undefined {
    const asked = other === undefined ? undefined : this.#steps[other];
    if (asked?.method === undefined) return undefined;
    const live = this.#requests.get(asked.method)?.[this.#nth(asked) - 1];
    if (live === undefined) return undefined;
    return answer.kind === 'success'
      ? encodeSuccess(live.id, answer.result)
      : encodeFailure(live.id, answer.error);
  }

  /** False when it never came. What never came once is not waited for again, if it has a name. */
  async #until(what: string, isThere: () => boolean, name?: string): Promise<boolean> {
    if (isThere()) return true;
    if (name !== undefined && this.#given.has(name)) return false;
    const { clock, timeoutMs } = this.#options;
    const start = clock.monotonic();
    let hasNews = true;
    while (hasNews && this.#lost === undefined && clock.monotonic() - start < timeoutMs * LONGEST_TALK) {
      hasNews = await this.#newsOrSilence();
      if (isThere()) return true;
    }
    if (name !== undefined) this.#given.add(name);
    const silence = `while the server said nothing for ${timeoutMs / 1000} s`;
    const talk = `in ${(timeoutMs / 1000) * LONGEST_TALK} s`;
    const why = this.#lost !== undefined ? 'before the connection ended' : hasNews ? talk : silence;
    this.#waits.push(`${what} did not come ${why}.`);
    return false;
  }

  /** False for silence. */
  async #newsOrSilence(): Promise<boolean> {
    const heard = this.#frames.length;
    const cancel = this.#options.clock.setTimeout(() => this.#wake(), this.#options.timeoutMs);
    await this.#changed.promise;
    cancel();
    // A process that was held up itself finds its timer due before it has read what came in the meantime.
    if (this.#frames.length === heard) await new Promise((resolve) => setImmediate(resolve));
    return this.#frames.length > heard;
  }

  /** Until nothing has come for a moment. */
  async #quiet(): Promise<void> {
    for (;;) {
      const before = this.#frames.length;
      await new Promise<void>((resolve) => this.#options.clock.setTimeout(resolve, QUIET_MS));
      if (this.#frames.length === before || this.#lost !== undefined) return;
    }
  }

  #keep(dir: 'in' | 'out', text: string): void {
    this.#frames.push({ t: this.#options.clock.monotonic() - this.#start, conn: 1, dir, text });
  }

  #wake(): void {
    const { resolve } = this.#changed;
    this.#changed = deferred();
    resolve();
  }
}

function nameOf({ message, method = '' }: Step): string {
  return message?.kind === 'success' || message?.kind === 'failure' ? `the answer to ${method}` : method;
}

function keyOf(kind: Message['kind'], method: string): string {
  return `${kind} ${method}`;
}
