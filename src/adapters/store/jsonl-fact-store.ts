// FactStore over one file of our own in the home: lines of kind, key and value, the last line of a key wins. Where a real
// server uses the home, databases/ stands in front of it.

import { join } from 'node:path';
import type { FactKind, FactStore, Facts } from '../../domain/facts/fact-store.js';
import { at, textAt } from '../../util/peek.js';
import { lockByPid } from '../files/file-lock.js';
import { OWN_FOLDER } from './own-folder.js';
import { SharedLines } from './shared-lines.js';
import { storageError } from './storage-error.js';

/** Lines that are overtaken before the file is worth writing anew. */
const WORTHWHILE = 4096;

export function createJsonlFactStore(codexHome: string): FactStore {
  const path = join(codexHome, OWN_FOLDER, 'facts.jsonl');
  const kinds = new Map<string, Map<string, unknown>>();
  let overtaken = 0;
  let isFresh = false;

  const entries = (kind: string): Map<string, unknown> => {
    const known = kinds.get(kind) ?? new Map<string, unknown>();
    kinds.set(kind, known);
    return known;
  };

  const take = (kind: string, key: string, value: unknown): void => {
    const known = entries(kind);
    if (known.has(key) || value === null) overtaken += 1;
    if (value === null) known.delete(key);
    else known.set(key, value);
  };

  const lines = new SharedLines({
    path,
    onReplaced() {
      kinds.clear();
      overtaken = 0;
    },
    onLine(line) {
      const kind = textAt(line, 'kind');
      const key = textAt(line, 'key');
      if (kind !== undefined && key !== undefined) take(kind, key, at(line, 'value') ?? null);
    },
  });

  /** Looks at the file once for all that is asked in one go. */
  const refresh = (): void => {
    if (isFresh) return;
    lines.refresh();
    isFresh = true;
    queueMicrotask(() => {
      isFresh = false;
    });
  };

  /** Drops overtaken lines; one process at a time, and whoever appends meanwhile appends again. */
  const compact = (): void => {
    const lock = lockByPid(`${path}.lock`);
    if (lock === null) return;
    try {
      lines.refresh();
      const text = [...kinds].flatMap(([kind, known]) =>
        [...known].map(([key, value]) => `${JSON.stringify({ kind, key, value })}\n`),
      );
      lines.replace(text.join(''));
    } finally {
      lock.release();
    }
  };

  return {
    get<K extends FactKind>(kind: K, key: string): Facts[K] | null {
      refresh();
      // Written by put() alone, which ties kind and value.
      return (kinds.get(kind)?.get(key) as Facts[K] | undefined) ?? null;
    },
    all<K extends FactKind>(kind: K): ReadonlyMap<string, Facts[K]> {
      refresh();
      return new Map(entries(kind) as Map<string, Facts[K]>);
    },
    put(kind, key, value) {
      try {
        lines.append({ kind, key, value });
        lines.refresh();
        if (overtaken > WORTHWHILE) compact();
      } catch (cause) {
        throw storageError(`cannot keep the ${kind} of ${key} in ${path}`, cause);
      }
    },
  };
}
