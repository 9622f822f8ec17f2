// FactStore of a home that a real server uses too: each fact stands where that server keeps it, as far as there is such a
// place, and in our own file otherwise. What had to be kept apart goes there as soon as it is asked for and can.

import type { FactKind, FactStore, Facts } from '../../../domain/facts/fact-store.js';
import type { Clock } from '../../../util/clock.js';
import { attachmentFacts } from './attachment-facts.js';
import type { FactTable, FactTables } from './fact-table.js';
import { filingFacts } from './filing-facts.js';
import { GOAL_DATABASE, goalFacts } from './goal-facts.js';
import { HomeDatabase, STATE_DATABASE } from './home-database.js';
import { importFacts } from './import-facts.js';
import { QUEUE_DATABASE, queueFacts } from './queue-facts.js';
import { receiptFacts } from './receipt-facts.js';
import { threadFacts } from './thread-facts.js';

/** @param own what has no other place is kept in; `databaseHome`: where a real server keeps its databases */
export function createHomeFacts(own: FactStore, databaseHome: string, clock: Clock): FactStore {
  return sharedFacts(own, tablesOf(databaseHome, clock));
}

function tablesOf(databaseHome: string, clock: Clock): FactTables {
  const state = new HomeDatabase(databaseHome, STATE_DATABASE);
  const now = (): number => clock.now();
  return {
    ...threadFacts(state),
    ...filingFacts(state, now),
    attachment: attachmentFacts(state),
    readState: receiptFacts(state),
    importHistory: importFacts(state),
    goal: goalFacts(new HomeDatabase(databaseHome, GOAL_DATABASE)),
    queue: queueFacts(new HomeDatabase(databaseHome, QUEUE_DATABASE), now),
  };
}

function sharedFacts(own: FactStore, tables: FactTables): FactStore {
  const tableOf = <K extends FactKind>(kind: K): FactTable<K> | null => {
    const table: FactTable<K> | undefined = tables[kind];
    return table?.isThere ? table : null;
  };

  /** The fact as it stands in the table, after what was kept apart has gone there; that itself where it cannot. */
  const settled = <K extends FactKind>(kind: K, key: string, table: FactTable<K>): Facts[K] | null => {
    const there = table.get(key);
    const apart = own.get(kind, key);
    if (apart === null) return there;
    const value = there === null ? apart : (table.joined?.(there, apart) ?? there);
    if (!table.put(key, value)) return apart;
    own.put(kind, key, null);
    return value;
  };

  return {
    get(kind, key) {
      const table = tableOf(kind);
      return table === null ? own.get(kind, key) : settled(kind, key, table);
    },
    all(kind) {
      const table = tableOf(kind);
      const apart = own.all(kind);
      if (table === null) return apart;
      const all = new Map(table.all());
      for (const key of apart.keys()) {
        const value = settled(kind, key, table);
        if (value !== null) all.set(key, value);
      }
      return all;
    },
    put(kind, key, value) {
      const isThere = tableOf(kind)?.put(key, value) === true;
      if (!isThere) own.put(kind, key, value);
      else if (own.get(kind, key) !== null) own.put(kind, key, null);
    },
  };
}
