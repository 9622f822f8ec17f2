// Load from this one process: so many connections, so many threads on each, turns one after the other on every
// thread, as fast as they go or at a rate.

import { setMaxListeners } from 'node:events';
import { type Client, ClientError, type TurnStream } from '../../client/index.js';
import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import type { Clock } from '../../util/clock.js';
import { sleep } from '../../util/clock.js';
import { messageOf } from '../../util/coded-error.js';
import { Latencies, type LatencySummary } from './latencies.js';

export interface LoadPlan {
  readonly connections: number;
  /** On every connection. */
  readonly threads: number;
  /** Turns a second over all threads; undefined for as many as the server takes. */
  readonly rate: number | undefined;
  readonly durationMs: number;
  readonly text: string;
  /** How long a turn that was started in time may still run when the duration is over. */
  readonly graceMs: number;
}

export interface LoadHost {
  readonly clock: Clock;
  /** Opens one more connection, after its handshake. */
  readonly connect: () => Promise<Client>;
  readonly stopped: AbortSignal;
}

interface LoadThread {
  readonly client: Client;
  readonly threadId: string;
}

/** How often, in milliseconds, the percentiles of a run that goes on are worked out anew. */
const LIVE_MS = 500;

/** Counts as it runs, so that it can be looked at meanwhile. */
export class LoadRun {
  readonly connecting = new Latencies();
  /** From turn/start to its answer. */
  readonly accepting = new Latencies();
  /** From turn/start to turn/completed. */
  readonly turns = new Latencies();
  /** Answers with -32001. */
  overloaded = 0;
  /** Turns that did not complete, and everything that went wrong, by its words. */
  readonly errors = new Map<string, number>();
  elapsedMs = 0;
  #startedAt: number | undefined;
  #nextStart = 0;
  #live: { readonly at: number; readonly turns: LatencySummary } | undefined;
  readonly #plan: LoadPlan;
  readonly #host: LoadHost;

  constructor(plan: LoadPlan, host: LoadHost) {
    this.#plan = plan;
    this.#host = host;
  }

  get errorCount(): number {
    return [...this.errors.values()].reduce((sum, count) => sum + count, 0);
  }

  /** How it goes, in one line. */
  get progress(): string {
    const now = this.#host.clock.monotonic();
    if (this.#live === undefined || now - this.#live.at >= LIVE_MS)
      this.#live = { at: now, turns: this.turns.summary };
    const { p50, p90, p99 } = this.#live.turns;
    const ms = (value: number | null): string => (value === null ? '-' : value.toFixed(0));
    const left = Math.max(0, Math.ceil(((this.#startedAt ?? now) + this.#plan.durationMs - now) / 1000));
    return `${left} s left, ${this.turns.count} turns, p50 ${ms(p50)} p90 ${ms(p90)} p99 ${ms(p99)} ms, ${this.errorCount} errors, ${this.overloaded} refused with -32001`;
  }

  /** Never rejects: what went wrong is counted. */
  async run(): Promise<void> {
    const { clock } = this.#host;
    const { connections, durationMs } = this.#plan;
    // Every thread listens to it, and there may be hundreds.
    setMaxListeners(0, this.#host.stopped);
    const clients = (await Promise.all(Array.from({ length: connections }, () => this.#connect()))).filter(
      (client) => client !== undefined,
    );
    // Whatever has to be set up is there before the time begins to run.
    const threads = (
      await Promise.all(
        clients.flatMap((client) =>
          Array.from({ length: this.#plan.threads }, () => this.#startThread(client)),
        ),
      )
    ).filter((thread) => thread !== undefined);
    const start = clock.monotonic();
    this.#startedAt = start;
    this.#nextStart = start;
    const end = start + durationMs;
    const tooLate = new AbortController();
    const cancel = clock.setTimeout(() => tooLate.abort(), durationMs + this.#plan.graceMs);
    const signal = AbortSignal.any([this.#host.stopped, tooLate.signal]);
    setMaxListeners(0, signal);
    await Promise.all(threads.map((thread) => this.#drive(thread, end, signal)));
    cancel();
    this.elapsedMs = clock.monotonic() - start;
    await Promise.all(clients.map((client) => client.close()));
  }

  async #connect(): Promise<Client | undefined> {
    const { clock, connect } = this.#host;
    const start = clock.monotonic();
    try {
      const client = await connect();
      this.connecting.add(clock.monotonic() - start);
      return client;
    } catch (thrown) {
      this.#fail(thrown);
      return undefined;
    }
  }

  async #drive({ client, threadId }: LoadThread, end: number, signal: AbortSignal): Promise<void> {
    let isLost = false;
    void client.closed.then(() => {
      isLost = true;
    });
    const isOver = (): boolean => isLost || this.#host.stopped.aborted || this.#host.clock.monotonic() >= end;
    while (!isOver()) {
      if (!(await this.#awaitSlot(end))) return;
      await this.#turn(client.turn(threadId, this.#plan.text, { signal }));
    }
  }

  async #startThread(client: Client): Promise<LoadThread | undefined> {
    try {
      const { thread } = await client.startThread({}, { signal: this.#host.stopped });
      return { client, threadId: thread.id };
    } catch (thrown) {
      this.#fail(thrown);
      return undefined;
    }
  }

  /** With a rate, waits for the next moment at which a turn may start; false when that is behind the end. */
  async #awaitSlot(end: number): Promise<boolean> {
    const { rate } = this.#plan;
    if (rate === undefined) return true;
    const { clock, stopped } = this.#host;
    const slot = Math.max(this.#nextStart, clock.monotonic());
    this.#nextStart = slot + 1000 / rate;
    if (slot >= end) return false;
    const ms = slot - clock.monotonic();
    if (ms > 0) await sleep(clock, ms, stopped).catch(() => undefined);
    return !stopped.aborted;
  }

  async #turn(turn: TurnStream): Promise<void> {
    const { clock } = this.#host;
    const start = clock.monotonic();
    try {
      await turn.accepted;
      this.accepting.add(clock.monotonic() - start);
      const { status, error } = await turn.completed;
      if (status === 'completed') this.turns.add(clock.monotonic() - start);
      else this.#count(`turn ${status}: ${error?.message ?? 'without a reason'}`);
    } catch (thrown) {
      this.#fail(thrown);
      // A server that refuses at once must not be asked again at once.
      await sleep(clock, 50, this.#host.stopped).catch(() => undefined);
    }
  }

  #fail(thrown: unknown): void {
    // The user has ended it: what was cut off is no fault of the server.
    if (this.#host.stopped.aborted) return;
    if (thrown instanceof ClientError && thrown.code === 'aborted')
      this.#count(`not finished ${this.#plan.graceMs / 1000} s after the end of the load`);
    else if (thrown instanceof RpcError && thrown.code === RpcCode.overloaded) this.overloaded += 1;
    else this.#count(messageOf(thrown));
  }

  #count(words: string): void {
    this.errors.set(words, (this.errors.get(words) ?? 0) + 1);
  }
}
