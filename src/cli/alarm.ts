// Speaks up while a run waits: for an answer to what the server asked, or for one that the server owes. Each wait is
// told of when it has lasted for so long, and again whenever it has lasted twice as long.

import type { RequestId } from '../jsonrpc/message.js';
import type { Cancel, Clock } from '../util/clock.js';
import { numberAt, textAt } from '../util/peek.js';
import { describeServerRequest } from './output/describe-item.js';
import type { SeenFrame } from './output/frame-log.js';

/** An answer that somebody has waited for longer than they should. */
export interface LateAnswer {
  /** `client`: this side, or another client of the server, shall answer it. */
  readonly owedBy: 'client' | 'server';
  readonly id: RequestId;
  readonly method: string;
  /** In words, as after “asked to”. */
  readonly what: string;
  /** So far; once there is an answer, until then. */
  waitedMs: number;
  isAnswered: boolean;
}

export interface AlarmOptions {
  readonly clock: Clock;
  /** When to speak up first, in milliseconds; 0 never. */
  readonly afterMs: number;
  /** Called each time; the first time for an answer with `isNew`. */
  readonly onLate: (late: LateAnswer, isNew: boolean) => void;
  /** Whether a person has the question before their eyes: they are left in peace. */
  readonly isBeingAsked: (id: RequestId) => boolean;
}

interface Wait {
  readonly late: LateAnswer;
  readonly threadId: string | undefined;
  readonly since: number;
  isTold: boolean;
  cancel: Cancel;
}

/** Watches the frames of one connection. */
export class Alarm {
  readonly #options: AlarmOptions;
  readonly #waits = { client: new Map<RequestId, Wait>(), server: new Map<RequestId, Wait>() };

  constructor(options: AlarmOptions) {
    this.#options = options;
  }

  see({ dir, message }: SeenFrame): void {
    if (this.#options.afterMs === 0) return;
    switch (message.kind) {
      case 'request':
        this.#begin(dir === 'in' ? 'client' : 'server', message);
        return;
      case 'success':
      case 'failure':
        if (message.id !== null) this.#end(dir === 'in' ? 'server' : 'client', message.id);
        return;
      case 'notification':
        if (dir === 'in') this.#told(message.method, message.params);
        return;
      case 'malformed':
        return;
    }
  }

  /** Nobody waits any longer. */
  close(): void {
    for (const waits of [this.#waits.client, this.#waits.server]) {
      for (const wait of waits.values()) this.#stop(wait);
      waits.clear();
    }
  }

  #begin(owedBy: LateAnswer['owedBy'], asked: { id: RequestId; method: string; params?: unknown }): void {
    const { id, method, params } = asked;
    // A request that is sent again, as after a resume, is the same one.
    if (this.#waits[owedBy].has(id)) return;
    const what = owedBy === 'client' ? describeServerRequest(method, params) : method;
    const wait: Wait = {
      late: { owedBy, id, method, what, waitedMs: 0, isAnswered: false },
      threadId: textAt(params, 'threadId'),
      since: this.#options.clock.monotonic(),
      isTold: false,
      cancel: () => {},
    };
    this.#waits[owedBy].set(id, wait);
    this.#watch(wait, this.#options.afterMs);
  }

  /** `ms` from its beginning. */
  #watch(wait: Wait, ms: number): void {
    const { clock, isBeingAsked, onLate } = this.#options;
    wait.cancel = clock.setTimeout(
      () => {
        const { late } = wait;
        late.waitedMs = ms;
        if (late.owedBy === 'server' || !isBeingAsked(late.id)) {
          onLate(late, !wait.isTold);
          wait.isTold = true;
        }
        this.#watch(wait, ms * 2);
      },
      ms - (clock.monotonic() - wait.since),
    );
  }

  #end(owedBy: LateAnswer['owedBy'], id: RequestId): void {
    const wait = this.#waits[owedBy].get(id);
    if (wait === undefined) return;
    this.#waits[owedBy].delete(id);
    this.#stop(wait);
    wait.late.isAnswered = true;
  }

  #stop(wait: Wait): void {
    wait.cancel();
    wait.late.waitedMs = this.#options.clock.monotonic() - wait.since;
  }

  #told(method: string, params: unknown): void {
    if (method === 'serverRequest/resolved') {
      const id = textAt(params, 'requestId') ?? numberAt(params, 'requestId');
      if (id !== undefined) this.#end('client', id);
    } else if (method === 'turn/completed') {
      // A question of a turn that is over needs no answer.
      const threadId = textAt(params, 'threadId');
      for (const [id, wait] of this.#waits.client) {
        if (wait.threadId !== threadId) continue;
        this.#stop(wait);
        this.#waits.client.delete(id);
      }
    }
  }
}

/** The sentence of one alarm. */
export function sayLate({ owedBy, what, waitedMs }: LateAnswer): string {
  const time = `${Number((waitedMs / 1000).toFixed(1))} s`;
  return owedBy === 'server'
    ? `Unanswered for ${time}: the server owes the answer to ${what}.`
    : `Unanswered for ${time}: the server has asked to ${what}. Answer with --approve, or in the client that started it.`;
}
