// Heads of rollout files told by what sets them apart from another one: most of a hundred thousand threads agree in most
// members, which are then kept once.

import type { RolloutHead } from './rollout-head.js';

/** Members that another head does not have alike; `isWhole` where it has some that this one lacks. */
export type HeadDifference = Partial<Omit<RolloutHead, 'meta'>> & {
  readonly meta?: Partial<RolloutHead['meta']>;
  readonly isWhole?: true;
};

export function difference({ meta, ...facts }: RolloutHead, base: RolloutHead): HeadDifference {
  if (Object.keys(base.meta).some((key) => !Object.hasOwn(meta, key))) {
    return { ...facts, meta, isWhole: true };
  }
  const { meta: baseMeta, ...baseFacts } = base;
  return { ...apart(facts, baseFacts), meta: apart(meta, baseMeta) };
}

/** The head that differs so from `base`; what they have alike is the same value. */
export function completed({ isWhole, meta, ...facts }: HeadDifference, base: RolloutHead): RolloutHead {
  // Written by difference() alone: what it leaves out is in the base.
  if (isWhole) return { ...facts, meta } as RolloutHead;
  return { ...base, ...facts, meta: { ...base.meta, ...meta } };
}

function apart<T extends object>(value: T, base: T): Partial<T> {
  const other = new Map<string, unknown>(Object.entries(base));
  const entries = Object.entries(value).filter(([key, member]) => !isAlike(member, other.get(key)));
  return Object.fromEntries(entries) as Partial<T>; // a part of its own entries
}

function isAlike(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  return typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b);
}
