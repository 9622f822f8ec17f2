// A transport with faults: the one implementation behind --fault of the tap, of replays, of our server and of the
// library. Use it in place of the transport it wraps.

import { decode, encodeFailure, encodeNotification, encodeRequest } from '../../jsonrpc/codec.js';
import { OVERLOADED } from '../../jsonrpc/errors.js';
import type { Message, RequestId } from '../../jsonrpc/message.js';
import { type Clock, systemClock } from '../../util/clock.js';
import { at, textAt } from '../../util/peek.js';
import type { Transport } from '../contract.js';
import { overriding } from '../overriding.js';
import { FaultChooser } from './chooser.js';
import { Lane, type Passing } from './lane.js';
import { UNKNOWN } from './newer.js';
import { type FaultSpec, parseFault } from './spec.js';

export interface FaultOptions {
  /** `KIND:name=value,…`, or checked already. */
  readonly faults: readonly (string | FaultSpec)[];
  /** The same seed gives the same faults; 1 by default. */
  readonly seed?: number | undefined;
  /** Who is at the other end of the transport; `client` by default, as in a server. */
  readonly facing?: 'client' | 'server' | undefined;
  readonly clock?: Clock | undefined;
  /** Ends the process of the server, for `exit`; without it the connection is cut. */
  readonly exit?: ((code: number) => void) | undefined;
  /** Told of every frame when it is delivered, with the faults that hit it. */
  readonly onPassed?: ((dir: 'in' | 'out', text: string, faults: readonly string[]) => void) | undefined;
}

/** @throws TransportError `bad_fault` */
export function withFaults<T extends Transport>(inner: T, options: FaultOptions): T {
  return overriding(inner, new FaultyTransport(inner, options));
}

class FaultyTransport {
  readonly #inner: Transport;
  readonly #options: FaultOptions;
  readonly #clock: Clock;
  readonly #chooser: FaultChooser;
  readonly #specs: readonly FaultSpec[];
  readonly #lanes: { readonly in: Lane; readonly out: Lane };
  readonly #methods = { in: new Map<RequestId, string>(), out: new Map<RequestId, string>() };
  /** Turns that were told to be over before they were. */
  readonly #ended = new Set<string>();
  /** Requests that nobody has sent; nobody wants their answers. */
  readonly #invented = new Set<RequestId>();
  #inventions = 0;
  /** An answer that waits for the next question. */
  #answerHeld: (() => void) | undefined;
  #handler: ((text: string) => void) | undefined;
  #isFull = false;
  /** Whether the other side is pretended to read slowly. */
  #isSlow = false;
  readonly #drains: (() => void)[] = [];

  constructor(inner: Transport, options: FaultOptions) {
    this.#inner = inner;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#specs = options.faults.map((fault) => (typeof fault === 'string' ? parseFault(fault) : fault));
    this.#chooser = new FaultChooser(this.#specs, options.seed ?? 1);
    const lane = (dir: 'in' | 'out'): Lane =>
      new Lane({
        clock: this.#clock,
        deliver: (frame, pieces) => this.#deliver(dir, frame, pieces),
        slow: (ms, hold) => (dir === this.#inward ? this.#pauseSource(ms) : this.#fill(hold)),
      });
    this.#lanes = { in: lane('in'), out: lane('out') };
    inner.onDrain(() => {
      this.#isFull = false;
      this.#drained();
    });
    inner.onClose(() => {
      this.#lanes.in.close();
      this.#lanes.out.close();
    });
  }

  readonly send = (frame: string): boolean => {
    this.#take(this.#outward, frame);
    return !this.#isFull && !this.#isSlow;
  };

  readonly onDrain = (handler: () => void): void => {
    this.#drains.push(handler);
  };

  readonly onFrame = (handler: (text: string) => void): void => {
    const isFirst = this.#handler === undefined;
    this.#handler = handler;
    if (isFirst) this.#inner.onFrame((frame) => this.#take(this.#inward, frame));
  };

  /** The direction, as the client sees it, of what is sent through this transport. */
  get #outward(): 'in' | 'out' {
    return this.#options.facing === 'server' ? 'out' : 'in';
  }

  get #inward(): 'in' | 'out' {
    return this.#outward === 'in' ? 'out' : 'in';
  }

  #take(dir: 'in' | 'out', text: string): void {
    const message = decode(text);
    if ((message.kind === 'success' || message.kind === 'failure') && this.#invented.delete(message.id))
      return;
    const method = message.kind === 'malformed' ? undefined : this.#methodOf(dir, message);
    const specs = this.#chooser.choose({ dir, method });
    const ending = specs.find(({ kind }) => kind === 'disconnect' || kind === 'exit');
    if (ending !== undefined) {
      this.#end(ending);
      return;
    }
    if (message.kind === 'request' && specs.some(({ kind }) => kind === 'overload')) {
      this.#lanes.in.pass(
        encodeFailure(message.id, OVERLOADED),
        specs.filter(({ kind }) => kind === 'overload'),
      );
      return;
    }
    if (message.kind !== 'malformed' && this.#isTooLate(dir, message)) return;
    const holding = specs.find(({ kind }) => kind === 'ask-first');
    const isAnswer = message.kind === 'success' || message.kind === 'failure';
    if (holding !== undefined && isAnswer && this.#answerHeld === undefined) {
      this.#holdAnswer(text, specs, holding.ms);
      return;
    }
    this.#tellOfFuture(dir, specs);
    this.#lanes[dir].pass(
      text,
      specs.filter(({ kind }) => isForLane(kind)),
    );
    if (dir === 'in' && message.kind === 'request') this.#answerHeld?.();
    if (message.kind === 'notification') this.#endEarly(message.method, message.params, specs);
  }

  /** What only a newer version would say, before a frame of this one. */
  #tellOfFuture(dir: 'in' | 'out', specs: readonly FaultSpec[]): void {
    for (const spec of specs) {
      const method = `from/${UNKNOWN}`;
      if (spec.kind === 'new-notification')
        this.#lanes[dir].pass(encodeNotification(method, { [UNKNOWN]: true }), [spec]);
      if (spec.kind !== 'new-request') continue;
      this.#inventions += 1;
      const id = `${UNKNOWN}-${this.#inventions}`;
      this.#invented.add(id);
      this.#lanes[dir].pass(encodeRequest(id, method, {}), [spec]);
    }
  }

  #methodOf(dir: 'in' | 'out', message: Message): string | undefined {
    if (message.kind === 'request') this.#methods[dir].set(message.id, message.method);
    if (message.kind === 'request' || message.kind === 'notification') return message.method;
    const asked = this.#methods[dir === 'in' ? 'out' : 'in'];
    const method = asked.get(message.id);
    asked.delete(message.id);
    return method;
  }

  #end({ kind, code }: FaultSpec): void {
    if (kind === 'exit' && this.#options.exit !== undefined) this.#options.exit(code);
    else this.#inner.terminate(`A fault ended the connection: ${kind}.`);
  }

  #holdAnswer(text: string, specs: readonly FaultSpec[], ms: number): void {
    const cancel = this.#clock.setTimeout(() => this.#answerHeld?.(), ms);
    this.#answerHeld = () => {
      cancel();
      this.#answerHeld = undefined;
      this.#lanes.in.pass(text, specs);
    };
  }

  /** The end of a turn that was told before. */
  #isTooLate(dir: 'in' | 'out', message: Message): boolean {
    if (dir !== 'in' || message.kind !== 'notification' || message.method !== 'turn/completed') return false;
    return this.#ended.delete(textAt(message.params, 'turn', 'id') ?? '');
  }

  #endEarly(method: string, params: unknown, specs: readonly FaultSpec[]): void {
    const isHit = specs.some(({ kind }) => kind === 'early-end');
    const turnId = textAt(params, 'turn', 'id');
    if (!isHit || method !== 'turn/started' || turnId === undefined) return;
    this.#ended.add(turnId);
    const turn = { ...(at(params, 'turn') as object), status: 'completed' };
    const ended = encodeNotification('turn/completed', { ...(params as object), turn });
    this.#lanes.in.pass(
      ended,
      specs.filter(({ kind }) => kind === 'early-end'),
    );
  }

  #deliver(dir: 'in' | 'out', { text, faults }: Passing, pieces: readonly string[] | undefined): void {
    this.#options.onPassed?.(dir, text, faults);
    if (pieces?.length === 0) return;
    if (dir === this.#inward) {
      // Whoever receives here gets whole frames in any case.
      if (pieces?.length === 1) for (const line of pieces[0]?.split('\n') ?? []) this.#handler?.(line);
      else this.#handler?.(text);
      return;
    }
    const isTaken =
      pieces === undefined || this.#inner.sendPieces === undefined
        ? this.#inner.send(pieces?.length === 1 ? (pieces[0] ?? text) : text)
        : this.#inner.sendPieces(pieces);
    this.#isFull = !isTaken;
  }

  /** The other side reads slowly: whoever sends here is told to wait, as by a full buffer. */
  #fill(hold: (then: () => void) => void): void {
    this.#isSlow = true;
    hold(() => {
      this.#isSlow = false;
      this.#drained();
    });
  }

  /** Tells whoever sends here that it may go on, once nothing speaks against it any more. */
  #drained(): void {
    if (!this.#isFull && !this.#isSlow) for (const handler of this.#drains) handler();
  }

  #pauseSource(ms: number): void {
    this.#inner.pause();
    this.#clock.setTimeout(() => this.#inner.resume(), ms);
  }
}

const NOT_FOR_LANE: readonly FaultSpec['kind'][] = [
  'ask-first',
  'early-end',
  'overload',
  'new-notification',
  'new-request',
];

function isForLane(kind: FaultSpec['kind']): boolean {
  return !NOT_FOR_LANE.includes(kind);
}
