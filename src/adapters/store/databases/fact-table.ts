// Facts of one kind where a real server of the home keeps them too: rows of a table of its database. What stands there is
// what both go by.

import type { FactKind, Facts } from '../../../domain/facts/fact-store.js';

export interface FactTable<K extends FactKind> {
  /** Whether the home has it, in the shape that is known. The others may be asked only then. */
  readonly isThere: boolean;
  /** @throws DomainError `storage`, like all below */
  get(key: string): Facts[K] | null;
  all(): ReadonlyMap<string, Facts[K]>;
  /** Null forgets. False where there is no place for it: what it is about does not stand there. */
  put(key: string, value: Facts[K] | null): boolean;
  /** What becomes of what ours kept apart until there was a place for it. Default: what stands there counts. */
  readonly joined?: (there: Facts[K], apart: Facts[K]) => Facts[K];
}

export type FactTables = { readonly [K in FactKind]?: FactTable<K> };
