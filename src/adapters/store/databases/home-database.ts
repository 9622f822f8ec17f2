// A database that a real server keeps in the home: rows of its tables are read and written, its shape never. Through an
// optional package, which is loaded only where there is such a database. Without the package there is none for ours.

import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { storageError } from '../storage-error.js';

/** Where both pinned versions note their threads. */
export const STATE_DATABASE = 'state_5.sqlite';
/** How long another process may keep it to itself, in milliseconds. */
const PATIENCE_MS = 5_000;

const NONE: ReadonlySet<string> = new Set();

export type Cell = string | number | null;
export type Row = Readonly<Record<string, Cell>>;

/** The part of the package that is used. */
interface Statement {
  all(...values: Cell[]): Row[];
  get(...values: Cell[]): Row | undefined;
  run(...values: Cell[]): { changes: number };
}
interface Connection {
  exec(sql: string): unknown;
  prepare(sql: string): Statement;
  close(): void;
}

export interface HomeDatabaseOptions {
  readonly patienceMs?: number;
  /** Tests do without the package. */
  readonly load?: () => (new (path: string) => Connection) | null;
}

export class HomeDatabase {
  readonly path: string;
  readonly #options: HomeDatabaseOptions;
  /** Which file is open, as far as one is. */
  #file = '';
  #connection: Connection | null = null;
  #isFresh = false;
  #shape = -1;
  readonly #columns = new Map<string, ReadonlySet<string>>();
  readonly #statements = new Map<string, Statement>();
  /** Answers to what was asked in one go, as long as nothing is written. */
  readonly #answers = new Map<string, Row | null>();

  constructor(folder: string, name: string, options: HomeDatabaseOptions = {}) {
    this.path = join(folder, name);
    this.#options = options;
  }

  /** Whether there is such a file, be it one that nothing opens here. */
  get exists(): boolean {
    return statSync(this.path, { throwIfNoEntry: false })?.isFile() === true;
  }

  /** Whether it can be used and has this table with all of these columns. */
  has(table: string, columns: readonly string[]): boolean {
    const there = this.columns(table);
    return columns.every((column) => there.has(column));
  }

  /** Of a table; none where there is no such table, or where it cannot be used. */
  columns(table: string): ReadonlySet<string> {
    this.#look();
    return this.#connection === null ? NONE : this.#columnsOf(table);
  }

  /** Only where `has` or `columns` has told of the table. @throws DomainError `storage` */
  rows(sql: string, ...values: Cell[]): readonly Row[] {
    return this.#told(() => this.#prepared(sql).all(...values));
  }

  /** The first of the rows; asked again in the same go, it is the same. @throws DomainError `storage` */
  row(sql: string, ...values: Cell[]): Row | undefined {
    const question = `${sql}\0${values.join('\0')}`;
    const known = this.#answers.get(question);
    if (known !== undefined) return known ?? undefined; // Null: there is none.
    const row = this.#told(() => this.#prepared(sql).get(...values));
    this.#answers.set(question, row ?? null);
    return row;
  }

  /** As `rows`; returns how many rows are others now. @throws DomainError `storage` */
  run(sql: string, ...values: Cell[]): number {
    this.#answers.clear();
    return this.#told(() => this.#prepared(sql).run(...values).changes);
  }

  /** What `work` does is done as a whole, or not at all. @throws DomainError `storage` */
  together(work: () => void): void {
    this.#told(() => this.#connection?.exec('BEGIN IMMEDIATE'));
    try {
      work();
      this.#told(() => this.#connection?.exec('COMMIT'));
    } catch (cause) {
      this.#connection?.exec('ROLLBACK');
      throw cause;
    }
  }

  /** Once for all that is asked in one go: the file may be another one by now, or of another shape. */
  #look(): void {
    if (this.#isFresh) return;
    this.#isFresh = true;
    this.#answers.clear();
    queueMicrotask(() => {
      this.#isFresh = false;
    });
    const stat = statSync(this.path, { throwIfNoEntry: false });
    const file = stat?.isFile() ? `${stat.dev}:${stat.ino}` : '';
    if (file !== this.#file) {
      this.#forget();
      this.#file = file;
      this.#connection = file === '' ? null : this.#opened();
    }
    const shape = this.#connection === null ? -1 : this.#shapeOf(this.#connection);
    if (shape === this.#shape) return;
    this.#shape = shape;
    this.#columns.clear();
  }

  #opened(): Connection | null {
    const Package = (this.#options.load ?? loadPackage)();
    if (Package === null) return null;
    try {
      const connection = new Package(this.path);
      connection.exec(`PRAGMA busy_timeout = ${this.#options.patienceMs ?? PATIENCE_MS}`);
      connection.exec('PRAGMA foreign_keys = ON');
      return connection;
    } catch {
      return null;
    }
  }

  /** Changes with the shape of its tables; -1 when it is no database. */
  #shapeOf(connection: Connection): number {
    try {
      return Number(connection.prepare('PRAGMA schema_version').all()[0]?.schema_version ?? -1);
    } catch {
      this.#forget();
      return -1;
    }
  }

  #forget(): void {
    this.#connection?.close();
    this.#connection = null;
    this.#statements.clear();
  }

  #columnsOf(table: string): ReadonlySet<string> {
    const known =
      this.#columns.get(table) ??
      new Set(this.rows('SELECT name FROM pragma_table_info(?)', table).map(({ name }) => String(name)));
    this.#columns.set(table, known);
    return known;
  }

  #prepared(sql: string): Statement {
    const connection = this.#connection;
    if (connection === null) throw new Error('it is not open');
    const statement = this.#statements.get(sql) ?? connection.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #told<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      throw storageError(`cannot use the database ${this.path}`, cause);
    }
  }
}

let loaded: (new (path: string) => Connection) | null | undefined;

/** Null where it is not installed. */
function loadPackage(): (new (path: string) => Connection) | null {
  if (loaded !== undefined) return loaded;
  try {
    // Exported by the package; of its members only those of Connection are used.
    loaded = createRequire(import.meta.url)('libsql') as new (path: string) => Connection;
  } catch {
    loaded = null;
  }
  return loaded;
}
