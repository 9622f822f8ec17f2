// One rollout file as the index of threads knows it, and how lists sort such files.

import type { RolloutHead } from './rollout-head.js';

/** One rollout file. */
export interface IndexedThread {
  path: string;
  archived: boolean;
  /** Tells a file from another one that took its place. */
  identity: string;
  size: number;
  /** Unix milliseconds of the last write. */
  mtime: number;
  /** Null while the file has no readable head. */
  head: RolloutHead | null;
}

/** Creation as lists sort it: unix milliseconds of the whole second. */
export function creationOf(thread: IndexedThread): number {
  return Math.floor((thread.head?.meta.createdAt ?? 0) / 1000) * 1000;
}

export function idOf(thread: IndexedThread): string {
  return thread.head?.meta.id ?? '';
}

export function compareIds(a: IndexedThread, b: IndexedThread): number {
  const [left, right] = [idOf(a), idOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
