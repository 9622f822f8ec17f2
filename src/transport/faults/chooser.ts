// Decides which faults hit a frame. The same seed and the same frames give the same faults.

import type { FaultSpec } from './spec.js';

export interface SeenFrame {
  readonly dir: 'in' | 'out';
  /** Of an answer, the method of its request. */
  readonly method: string | undefined;
}

export class FaultChooser {
  readonly #faults: readonly { spec: FaultSpec; random: () => number; fits: (frame: SeenFrame) => boolean }[];
  readonly #seen: number[];
  readonly #done: number[];

  constructor(specs: readonly FaultSpec[], seed: number) {
    this.#faults = specs.map((spec, index) => ({
      spec,
      random: randomFrom(seed + index),
      fits: fitting(spec),
    }));
    this.#seen = specs.map(() => 0);
    this.#done = specs.map(() => 0);
  }

  /** The faults that hit this frame, in the order they were given. */
  choose(frame: SeenFrame): FaultSpec[] {
    return this.#faults.flatMap(({ spec, random, fits }, index) => {
      if (!fits(frame)) return [];
      const count = (this.#seen[index] ?? 0) + 1;
      this.#seen[index] = count;
      const isChosen =
        (spec.at === undefined || spec.at === count) &&
        (spec.every === undefined || (spec.every > 0 && count % spec.every === 0)) &&
        (spec.p === undefined || random() < spec.p);
      const done = this.#done[index] ?? 0;
      if (!isChosen || (spec.max !== undefined && done >= spec.max)) return [];
      this.#done[index] = done + 1;
      return [spec];
    });
  }
}

function fitting({ dir, method }: FaultSpec): (frame: SeenFrame) => boolean {
  const pattern =
    method === undefined
      ? undefined
      : new RegExp(
          `^${method
            .split('*')
            .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
            .join('.*')}$`,
        );
  return (frame) =>
    (dir === 'both' || dir === frame.dir) &&
    (pattern === undefined || (frame.method !== undefined && pattern.test(frame.method)));
}

/** mulberry32: small, and the same on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
