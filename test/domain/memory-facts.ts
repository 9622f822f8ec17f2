// A FactStore in memory.

import type { FactKind, FactStore, Facts } from '../../src/domain/facts/fact-store.js';

export function memoryFacts(): FactStore {
  const kinds = new Map<FactKind, Map<string, unknown>>();
  const entries = <K extends FactKind>(kind: K): Map<string, Facts[K]> => {
    const known = kinds.get(kind) ?? new Map<string, unknown>();
    kinds.set(kind, known);
    return known as Map<string, Facts[K]>;
  };
  return {
    get: (kind, key) => entries(kind).get(key) ?? null,
    all: (kind) => new Map(entries(kind)),
    put(kind, key, value) {
      if (value === null) entries(kind).delete(key);
      else entries(kind).set(key, value);
    },
  };
}
