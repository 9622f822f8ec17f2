// One direction of a connection with faults: frames in order, unless a fault says otherwise.

import type { Cancel, Clock } from '../../util/clock.js';
import { isNewer, newer } from './newer.js';
import type { FaultSpec } from './spec.js';

/** Longer than the pieces of one frame are apart. */
const PIECE_GAP_MS = 5;

/** One frame on its way, and what has been done to it. */
export interface Passing {
  readonly text: string;
  readonly faults: readonly string[];
}

export interface LaneOptions {
  readonly clock: Clock;
  /** Delivers one frame; with more than one piece, in pieces that do not end where frames end. */
  readonly deliver: (frame: Passing, pieces?: readonly string[]) => void;
  /** Makes the one who reads this lane slow; `hold` keeps what comes next back for so long. */
  readonly slow: (ms: number, hold: (then: () => void) => void) => void;
}

export class Lane {
  readonly #options: LaneOptions;
  /** Frames behind one that is delayed. */
  #queue: (() => void)[] = [];
  #isWaiting = false;
  /** A frame that lets another one go first, or waits to be joined to it. */
  #held: { frame: Passing; how: 'reorder' | 'merge'; cancel: Cancel } | undefined;
  #cancel: Cancel | undefined;
  #isOver = false;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** Takes a frame with the faults that hit it; those that end or replace it were dealt with before. */
  pass(text: string, specs: readonly FaultSpec[]): void {
    if (this.#isWaiting) this.#queue.push(() => this.#start(text, specs));
    else this.#start(text, specs);
  }

  close(): void {
    this.#isOver = true;
    this.#cancel?.();
    this.#held?.cancel();
    this.#queue = [];
  }

  #start(text: string, specs: readonly FaultSpec[]): void {
    const delay = specs.find(({ kind }) => kind === 'delay');
    if (delay === undefined || delay.ms === 0) {
      this.#finish(text, specs);
      return;
    }
    this.#wait(delay.ms, () => this.#finish(text, specs));
  }

  /** What comes meanwhile waits behind it. */
  #wait(ms: number, then: () => void): void {
    this.#isWaiting = true;
    this.#cancel = this.#options.clock.setTimeout(() => {
      this.#isWaiting = false;
      then();
      while (!this.#isWaiting) {
        const next = this.#queue.shift();
        if (next === undefined) break;
        next();
      }
    }, ms);
  }

  #finish(text: string, specs: readonly FaultSpec[]): void {
    const names = specs.map(({ kind }) => kind);
    let frame: Passing = { text, faults: names };
    for (const { kind, bytes } of specs) {
      if (kind === 'bad-json')
        frame = { ...frame, text: text.slice(0, Math.max(1, Math.floor(text.length / 2))) };
      else if (kind === 'oversized') frame = { ...frame, text: stretched(text, bytes) };
      else if (isNewer(kind)) frame = { ...frame, text: newer(kind, frame.text) };
    }
    if (names.includes('drop')) return;
    const holding = specs.find(({ kind }) => kind === 'reorder' || kind === 'merge');
    if (holding !== undefined && this.#held === undefined) {
      this.#hold(frame, holding);
      return;
    }
    this.#release(frame, specs);
    for (const { kind, ms } of specs)
      if (kind === 'slow-reader') this.#options.slow(ms, (then) => this.#wait(ms, then));
  }

  #hold(frame: Passing, { kind, ms }: FaultSpec): void {
    const cancel = this.#options.clock.setTimeout(() => {
      this.#held = undefined;
      this.#options.deliver(frame);
    }, ms);
    this.#held = { frame, how: kind === 'merge' ? 'merge' : 'reorder', cancel };
  }

  #release(frame: Passing, specs: readonly FaultSpec[]): void {
    const held = this.#held;
    this.#held = undefined;
    held?.cancel();
    if (held?.how === 'merge') {
      const faults = [...held.frame.faults, ...frame.faults];
      this.#options.deliver({ text: held.frame.text, faults }, [`${held.frame.text}\n${frame.text}`]);
      this.#options.deliver({ text: frame.text, faults }, []);
      return;
    }
    const split = specs.find(({ kind }) => kind === 'split');
    this.#options.deliver(frame, split === undefined ? undefined : inParts(frame.text, split.parts));
    // The rest of the pieces must not be overtaken.
    if (split !== undefined) this.#wait(PIECE_GAP_MS * split.parts, () => {});
    if (specs.some(({ kind }) => kind === 'duplicate')) this.#options.deliver(frame);
    if (held !== undefined && !this.#isOver) this.#options.deliver(held.frame);
  }
}

function inParts(text: string, parts: number): string[] {
  const length = Math.max(1, Math.ceil(text.length / parts));
  return Array.from({ length: Math.ceil(text.length / length) }, (_, index) =>
    text.slice(index * length, (index + 1) * length),
  );
}

/** Still JSON: blanks behind the first brace. */
function stretched(text: string, bytes: number): string {
  const missing = bytes - Buffer.byteLength(text);
  return missing <= 0 ? text : `${text.slice(0, 1)}${' '.repeat(missing)}${text.slice(1)}`;
}
