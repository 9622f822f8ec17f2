// Facts in columns of the rows in which a real server notes its threads: git state, section, project and switches.

import type { FactKind, Facts } from '../../../domain/facts/fact-store.js';
import type { FactTable, FactTables } from './fact-table.js';
import type { Cell, HomeDatabase, Row } from './home-database.js';

type ReadRow = (threadId: string) => Row | undefined;

interface Columns<K extends FactKind> {
  /** The first one is null where there is no such fact, unless `read` says otherwise. */
  readonly columns: readonly [string, ...string[]];
  read(row: Row): Facts[K] | null;
  write(value: Facts[K] | null): readonly Cell[];
  /** A table whose row the first column names. */
  readonly names?: string;
  readonly joined?: FactTable<K>['joined'];
}

export function threadFacts(database: HomeDatabase): FactTables {
  const all: string[] = [];
  /** With the columns of all facts: who lists threads asks for one after the other. */
  const rowOf: ReadRow = (threadId) => {
    const there = all.filter((column) => database.has('threads', [column]));
    return database.row(`SELECT ${there.join(', ')} FROM threads WHERE id = ?`, threadId);
  };
  const inColumns = <K extends FactKind>(columns: Columns<K>): FactTable<K> => {
    all.push(...columns.columns);
    return columnFacts(database, columns, rowOf);
  };
  return {
    git: inColumns({
      columns: ['git_branch', 'git_sha', 'git_origin_url'],
      // What the log tells stands there too: who sees all of them empty sees what somebody has cleared.
      read: (row) => ({
        sha: textIn(row, 'git_sha'),
        branch: textIn(row, 'git_branch'),
        originUrl: textIn(row, 'git_origin_url'),
      }),
      write: (git) => [git?.branch ?? null, git?.sha ?? null, git?.originUrl ?? null],
      joined: (_, apart) => apart,
    }),
    placement: inColumns({
      columns: ['thread_section_id', 'section_position', 'section_entered_at_ms'],
      read: (row) => {
        const sectionId = textIn(row, 'thread_section_id');
        if (sectionId === null) return null;
        const enteredAt = Math.floor(Number(row.section_entered_at_ms) / 1000);
        return { sectionId, position: Number(row.section_position), enteredAt };
      },
      write: (placement) =>
        placement === null
          ? [null, null, null]
          : [placement.sectionId, placement.position, placement.enteredAt * 1000],
      names: 'thread_sections',
    }),
    membership: inColumns({
      columns: ['project_id'],
      read: (row) => {
        const projectId = textIn(row, 'project_id');
        return projectId === null ? null : { projectId };
      },
      write: (membership) => [membership?.projectId ?? null],
      names: 'projects',
    }),
    daybreak: inColumns({
      columns: ['daybreak_enabled'],
      read: ({ daybreak_enabled: isEnabled }) => (isEnabled == null ? null : isEnabled !== 0),
      write: (isEnabled) => [isEnabled === null ? null : Number(isEnabled)],
    }),
    memoryMode: inColumns({
      columns: ['memory_mode'],
      read: ({ memory_mode: mode }) => (mode === 'disabled' ? 'disabled' : 'enabled'),
      write: (mode) => [mode ?? 'enabled'],
      joined: (_, apart) => apart,
    }),
  };
}

function columnFacts<K extends FactKind>(
  database: HomeDatabase,
  { columns, read, write, names, joined }: Columns<K>,
  rowOf: ReadRow,
): FactTable<K> {
  const [first] = columns;
  const listed = columns.join(', ');
  const changes = columns.map((column) => `${column} = ?`).join(', ');
  return {
    get isThere() {
      return (
        database.has('threads', ['id', ...columns]) && (names === undefined || database.has(names, ['id']))
      );
    },
    get(key) {
      const row = rowOf(key);
      return row === undefined ? null : read(row);
    },
    all() {
      const rows = database.rows(
        `SELECT id, ${listed} FROM threads WHERE ${first} IS NOT NULL ORDER BY rowid`,
      );
      return new Map(
        rows.flatMap((row) => {
          const value = read(row);
          return value === null ? [] : [[String(row.id), value] as const];
        }),
      );
    },
    put(key, value) {
      const cells = write(value);
      const named = cells[0] ?? null;
      const isNamed = names === undefined || named === null || has(database, names, named);
      return isNamed && database.run(`UPDATE threads SET ${changes} WHERE id = ?`, ...cells, key) > 0;
    },
    ...(joined ? { joined } : {}),
  };
}

function has(database: HomeDatabase, table: string, id: Cell): boolean {
  return database.row(`SELECT 1 FROM ${table} WHERE id = ?`, id) !== undefined;
}

export function textIn(row: Row, column: string): string | null {
  const cell = row[column];
  return typeof cell === 'string' ? cell : null;
}
