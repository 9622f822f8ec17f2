// What a handler may return besides a plain result: a reply whose result is built at the very moment it is
// enqueued, and whose consequences begin right after.

const kind = Symbol('reply');

export interface Reply<Result> {
  readonly [kind]: true;
  /** Runs when the answer is enqueued; nothing happens between the result and the enqueuing. */
  readonly build: () => Result;
  /** Runs right after, still in the same step: what it causes follows the answer. */
  readonly after?: () => void;
}

/** Answers with `build()`, then runs `after()`. A build that throws is an error answer, and `after` is left out. */
export function reply<Result>(parts: { build: () => Result; after?: () => void }): Reply<Result> {
  return { [kind]: true, ...parts };
}

export function isReply(value: unknown): value is Reply<unknown> {
  return typeof value === 'object' && value !== null && kind in value;
}
