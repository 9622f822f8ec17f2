// Plays the server's side of one recorded connection to a live client. Recorded frames go out in their order; a
// recorded request of the client is a gate that opens when the live client has sent it.

import { decode, encodeFailure, encodeSuccess } from '../../jsonrpc/codec.js';
import type { Notification, Request, RequestId, Response } from '../../jsonrpc/message.js';
import type { Transport } from '../../transport/contract.js';
import type { Cancel, Clock } from '../../util/clock.js';
import { compareValues, type Difference, EXACT, Pairs, sayDifference, TOLERANT } from '../compare/compare.js';
import { bodyOf } from '../reader.js';
import { type Matching, matchRequest } from './match.js';
import type { Step } from './steps.js';

export interface ReplayProblem {
  /**
   * - `unexpected`: the client sent what is not in the recording
   * - `answered`: it answered a question otherwise than recorded
   * - `missing`: it never sent what is in the recording
   */
  readonly kind: 'unexpected' | 'answered' | 'missing';
  readonly method: string;
  /** One sentence: what came, what was recorded, where they differ. */
  readonly message: string;
}

export interface ServerReplayOptions {
  readonly matching: Matching;
  /** `recorded` keeps the pauses of the server. */
  readonly pace: 'instant' | 'recorded';
  /** How long a client may wait, in milliseconds, before it gets an answer that the recording has for later. */
  readonly patienceMs: number;
  readonly clock: Clock;
  readonly onProblem: (problem: ReplayProblem) => void;
}

/** What a client gets for a request that no recorded one fits. */
const NOT_RECORDED = -32600;

export class ServerReplay {
  readonly #transport: Transport;
  readonly #steps: readonly Step[];
  readonly #options: ServerReplayOptions;
  readonly #pairs = new Pairs();
  /** Client steps that have happened, with the live id of requests. */
  readonly #taken = new Map<number, RequestId | undefined>();
  readonly #sent = new Set<number>();
  #next = 0;
  #isFull = false;
  #cancelPause: Cancel | undefined;
  #hasPaused = false;
  #cancelStall: Cancel | undefined;

  constructor(transport: Transport, steps: readonly Step[], options: ServerReplayOptions) {
    this.#transport = transport;
    this.#steps = steps;
    this.#options = options;
    transport.onDrain(() => {
      this.#isFull = false;
      this.#advance();
    });
    transport.onClose(() => {
      this.#cancelPause?.();
      this.#cancelStall?.();
    });
    transport.onFrame((frame) => this.#receive(frame));
    this.#advance();
  }

  /** Recorded requests and answers of the client that have not come. */
  get missing(): readonly ReplayProblem[] {
    return this.#steps.flatMap(({ index, dir, message, method = '' }): ReplayProblem[] => {
      if (dir !== 'out' || this.#taken.has(index) || message === undefined) return [];
      // What a client only tells, it may leave out, unless every letter counts.
      if (message.kind === 'notification' && this.#options.matching !== 'strict') return [];
      const isOwn = message.kind === 'request' || message.kind === 'notification';
      const what = isOwn ? method : `the answer to ${method}`;
      const text = `${what} (message ${index + 1} of the recording) was never sent.`;
      return [{ kind: 'missing', method, message: text }];
    });
  }

  #receive(frame: string): void {
    const message = decode(frame);
    switch (message.kind) {
      case 'request':
        this.#take(message);
        break;
      case 'success':
      case 'failure':
        this.#takeAnswer(message);
        break;
      case 'notification':
        this.#takeNotification(message);
        break;
      case 'malformed':
        this.#report('unexpected', '', `A frame that is no message came: ${message.reason}.`);
    }
    this.#advance();
  }

  #takeNotification({ method, params }: Notification): void {
    const recorded = this.#steps.filter((one) => isClient(one, 'notification', method));
    const step = recorded.find(({ index }) => !this.#taken.has(index));
    if (step !== undefined) this.#taken.set(step.index, undefined);
    if (this.#options.matching !== 'strict') return;
    const told = step?.message?.kind === 'notification' ? step.message.params : undefined;
    const differences =
      step === undefined ? [] : compareValues(told, params, { pairs: this.#pairs, tolerance: EXACT });
    const words =
      step === undefined
        ? sayTooOften(method, recorded.length, 'notifications')
        : differences.length > 0
          ? sayNearest(method, step.index, differences)
          : this.#sayMisplaced(step);
    if (words !== undefined) this.#report('unexpected', method, words);
  }

  /** Undefined when all that the recorded client said before it has come, and nothing that it said later. */
  #sayMisplaced({ index, method }: Step): string | undefined {
    const client = this.#steps.filter(({ dir }) => dir === 'out');
    const missed = client.find((one) => one.index < index && !this.#taken.has(one.index));
    const other = missed ?? client.find((one) => one.index > index && this.#taken.has(one.index));
    if (other === undefined) return undefined;
    const isAnswer = other.message?.kind === 'success' || other.message?.kind === 'failure';
    const name = `${isAnswer ? 'the answer to ' : ''}${other.method ?? 'a frame'} (message ${other.index + 1})`;
    const when = missed === undefined ? 'after' : 'before';
    return `${method} (message ${index + 1} of the recording) came ${when} ${name}.`;
  }

  #take(request: Request): void {
    const requests = this.#steps.filter((step) => isClient(step, 'request'));
    const unused = requests.filter(({ index }) => !this.#taken.has(index));
    const used = requests.filter(({ index }) => this.#taken.has(index));
    const { matching } = this.#options;
    const match = matchRequest(request, { unused, used }, { matching, pairs: this.#pairs });
    if (match.step === undefined) {
      const words = this.#sayUnexpected(request, match.nearest, used);
      this.#report('unexpected', request.method, words);
      this.#send(
        encodeFailure(request.id, { code: NOT_RECORDED, message: `Not in the recording: ${words}` }),
      );
      return;
    }
    this.#pairs.takeFrom(match.pairs);
    const { index, other } = match.step;
    const isLate = this.#taken.has(index) || index < this.#next;
    this.#taken.set(index, request.id);
    if (!isLate) {
      // What the client has left out by now it may still send; it does not hold up the rest.
      this.#passOver(index);
      return;
    }
    const answer = other === undefined ? undefined : this.#steps[other];
    if (answer !== undefined) this.#answer(answer, request.id);
  }

  #passOver(until: number): void {
    while (this.#next < until) {
      const step = this.#steps[this.#next];
      if (step !== undefined && step.dir === 'in') this.#play(step);
      this.#next += 1;
    }
  }

  #takeAnswer(response: Response): void {
    const asked = this.#steps.find(
      ({ dir, message, index }) =>
        dir === 'in' && message?.kind === 'request' && message.id === response.id && this.#sent.has(index),
    );
    const step = asked?.other === undefined ? undefined : this.#steps[asked.other];
    if (asked === undefined || step?.message === undefined || this.#taken.has(step.index)) {
      this.#report(
        'unexpected',
        asked?.method ?? '',
        `An answer with id ${String(response.id)} came that nobody waits for.`,
      );
      return;
    }
    this.#taken.set(step.index, undefined);
    const tolerance = this.#options.matching === 'strict' ? EXACT : TOLERANT;
    const [first] =
      step.message.kind === response.kind
        ? compareValues(bodyOf(step.message), bodyOf(response), { pairs: this.#pairs, tolerance })
        : [{ path: '', before: step.message.kind, after: response.kind }];
    if (first !== undefined && this.#options.matching !== 'loose') {
      const words = sayDifference(first, ['was recorded', 'came']);
      this.#report(
        'answered',
        asked.method ?? '',
        `${asked.method} was answered otherwise than recorded: ${words}.`,
      );
    }
  }

  /** Sends what is due, up to the next gate. */
  #advance(): void {
    while (this.#next < this.#steps.length && !this.#isFull && this.#cancelPause === undefined) {
      const step = this.#steps[this.#next];
      if (step === undefined) return;
      if (step.dir === 'out') {
        if (this.#isGate(step)) break;
      } else {
        if (this.#pauseBefore(step)) return;
        this.#play(step);
      }
      this.#next += 1;
    }
    this.#watchForStall();
  }

  #isGate({ index, message }: Step): boolean {
    if (this.#taken.has(index) || message === undefined) return false;
    return message.kind !== 'notification' || this.#options.matching === 'strict';
  }

  #play(step: Step): void {
    const { message, other, index, text } = step;
    if (this.#sent.has(index)) return;
    if ((message?.kind === 'success' || message?.kind === 'failure') && other !== undefined) {
      const id = this.#taken.get(other);
      if (id !== undefined) this.#answer(step, id);
      return;
    }
    this.#sent.add(index);
    this.#send(this.#pairs.translate(text));
  }

  #answer({ index, message, text }: Step, id: RequestId): void {
    this.#sent.add(index);
    if (message?.kind !== 'success' && message?.kind !== 'failure') return;
    const own =
      message.id === id
        ? text
        : message.kind === 'success'
          ? encodeSuccess(id, message.result)
          : encodeFailure(id, message.error);
    this.#send(this.#pairs.translate(own));
  }

  #send(frame: string): void {
    if (!this.#transport.send(frame)) this.#isFull = true;
  }

  /** Whether the step has to wait for its time. */
  #pauseBefore({ index, t }: Step): boolean {
    if (this.#options.pace === 'instant' || this.#hasPaused) {
      this.#hasPaused = false;
      return false;
    }
    const ms = t - (this.#steps[index - 1]?.t ?? t);
    if (ms < 1) return false;
    this.#cancelPause = this.#options.clock.setTimeout(() => {
      this.#cancelPause = undefined;
      this.#hasPaused = true;
      this.#advance();
    }, ms);
    return true;
  }

  /** A client that talks more slowly than the recorded one must get its answers all the same. */
  #watchForStall(): void {
    this.#cancelStall?.();
    this.#cancelStall = undefined;
    if (this.#options.matching === 'strict') return;
    const gate = this.#steps[this.#next];
    const due = this.#steps.find(
      ({ index, dir, other }) =>
        dir === 'in' &&
        index > this.#next &&
        other !== undefined &&
        this.#taken.has(other) &&
        !this.#sent.has(index),
    );
    if (gate?.message?.kind !== 'request' || due === undefined) return;
    this.#cancelStall = this.#options.clock.setTimeout(() => {
      this.#play(due);
      this.#watchForStall();
    }, this.#options.patienceMs);
  }

  #sayUnexpected(
    { method }: Request,
    nearest: { step: Step; differences: readonly Difference[] } | undefined,
    used: readonly Step[],
  ): string {
    if (nearest === undefined) {
      const times = used.filter((step) => step.method === method).length;
      return sayTooOften(method, times, 'requests');
    }
    const { step, differences } = nearest;
    if (step.method !== method)
      return `${method} came where ${step.method} (message ${step.index + 1}) was recorded.`;
    return sayNearest(method, step.index, differences);
  }

  #report(kind: ReplayProblem['kind'], method: string, message: string): void {
    this.#options.onProblem({ kind, method, message });
  }
}

function isClient(
  { dir, message, method }: Step,
  kind: 'request' | 'notification',
  wanted = method,
): boolean {
  return dir === 'out' && message?.kind === kind && method === wanted;
}

function sayNearest(method: string, index: number, differences: readonly Difference[]): string {
  const places = differences.slice(0, 5).map((one) => sayDifference(one, ['was recorded', 'came']));
  if (differences.length > 5) places.push(`and ${differences.length - 5} more`);
  return `${method} differs from message ${index + 1} of the recording: ${places.join('; ')}.`;
}

function sayTooOften(method: string, times: number, kind: 'requests' | 'notifications'): string {
  if (times === 0) return `${method} is not among the recorded ${kind}.`;
  return `${method} was recorded ${times === 1 ? 'once' : `${times} times`}, and is sent once more.`;
}
