// Facts that are rows of their own, each under one key: what every table of that kind does alike.

import type { FactKind, Facts } from '../../../domain/facts/fact-store.js';
import type { FactTable } from './fact-table.js';
import type { Cell, HomeDatabase, Row } from './home-database.js';

export interface KeyedRows<K extends FactKind> {
  readonly table: string;
  readonly key: string;
  /** Besides the key. */
  readonly columns: readonly string[];
  /** Null: the row is no such fact. */
  read(row: Row): Facts[K] | null;
  /** In the order of the columns. */
  write(value: Facts[K]): readonly Cell[];
  /** Columns that a row keeps as long as it is there. */
  readonly lasting?: readonly string[];
}

export function inRows<K extends FactKind>(
  database: HomeDatabase,
  { table, key: name, columns, read, write, lasting = [] }: KeyedRows<K>,
): FactTable<K> {
  const listed = [name, ...columns].join(', ');
  const changes = columns
    .filter((column) => !lasting.includes(column))
    .map((column) => `${column} = excluded.${column}`);
  const upsert = `INSERT INTO ${table} (${listed}) VALUES (${[name, ...columns].map(() => '?').join(', ')})
    ON CONFLICT(${name}) DO UPDATE SET ${changes.join(', ')}`;
  return {
    get isThere() {
      return database.has(table, [name, ...columns]);
    },
    get(key) {
      const row = database.row(`SELECT ${listed} FROM ${table} WHERE ${name} = ?`, key);
      return row === undefined ? null : read(row);
    },
    all() {
      const rows = database.rows(`SELECT ${listed} FROM ${table} ORDER BY rowid`);
      return new Map(
        rows.flatMap((row) => {
          const value = read(row);
          return value === null ? [] : [[String(row[name]), value] as const];
        }),
      );
    },
    put(key, value) {
      if (value === null) database.run(`DELETE FROM ${table} WHERE ${name} = ?`, key);
      else database.run(upsert, key, ...write(value));
      return true;
    },
  };
}

/** Undefined where the text is no JSON. */
export function parsed(text: Cell | undefined): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}
