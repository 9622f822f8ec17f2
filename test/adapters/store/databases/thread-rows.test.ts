// What the real server's database is told of threads, with a database like its own.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HomeDatabase, STATE_DATABASE } from '../../../../src/adapters/store/databases/home-database.js';
import { ThreadRows } from '../../../../src/adapters/store/databases/thread-rows.js';

let home: string;
let rows: ThreadRows;
const file = (): string => join(home, STATE_DATABASE);

function withDatabase<T>(work: (database: InstanceType<typeof Database>) => T): T {
  const database = new Database(file());
  try {
    return work(database);
  } finally {
    database.close();
  }
}

const noted = (): unknown[] =>
  withDatabase((database) => database.prepare('SELECT * FROM threads ORDER BY id').raw().all());

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'thread-rows-'));
  rows = new ThreadRows(new HomeDatabase(home, STATE_DATABASE));
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('the rows of threads', () => {
  beforeEach(() => {
    withDatabase((database) =>
      database.exec(`PRAGMA journal_mode = WAL;
      CREATE TABLE threads (id TEXT PRIMARY KEY, rollout_path TEXT, archived INTEGER, archived_at INTEGER, name TEXT);
      INSERT INTO threads VALUES ('a', '/one', 0, NULL, NULL), ('b', '/two', 1, 7, 'old')`),
    );
  });

  test('tell where a thread lies and what it is called, and nothing of others', () => {
    rows.moved('a', { path: '/archive/one', archivedAt: 12_345_678 });
    rows.moved('b', { path: '/sessions/two', archivedAt: null });
    rows.named('b', 'new');
    expect(noted()).toEqual([
      ['a', '/archive/one', 1, 12_345, null],
      ['b', '/sessions/two', 0, null, 'new'],
    ]);
  });

  test('are not there for threads that the real server does not know', () => {
    rows.named('somebody', 'new');
    expect(noted()).toHaveLength(2);
  });

  test('are waited for while another process writes', () => {
    const other = new Database(file());
    other.exec('BEGIN IMMEDIATE');
    // The wait keeps this process busy, so nobody in it could let go; a shorter patience shows the failure alone.
    const impatient = new ThreadRows(new HomeDatabase(home, STATE_DATABASE, { patienceMs: 50 }));
    expect(() => impatient.named('b', 'new')).toThrow(expect.objectContaining({ code: 'storage' }));
    other.exec('COMMIT');
    other.close();
    rows.named('b', 'new');
    expect(noted()[1]).toContain('new');
  });

  test('of a version that has no names there are left as they are', () => {
    withDatabase((database) => database.exec('ALTER TABLE threads DROP COLUMN name'));
    const before = noted();
    rows.named('b', 'new');
    expect(noted()).toEqual(before);
    rows.moved('b', { path: '/elsewhere', archivedAt: null });
    expect(noted()[1]).toEqual(['b', '/elsewhere', 0, null]);
  });

  test('are found in a database that another one has replaced', async () => {
    rows.named('a', 'first');
    rmSync(file());
    withDatabase((database) =>
      database.exec("CREATE TABLE threads (id TEXT, name TEXT); INSERT INTO threads VALUES ('a', NULL)"),
    );
    await Promise.resolve();
    rows.named('a', 'second');
    expect(noted()).toEqual([['a', 'second']]);
  });

  test('may hide a thread where the package is not installed', () => {
    const without = new ThreadRows(new HomeDatabase(home, STATE_DATABASE, { load: () => null }));
    without.named('a', 'new');
    expect(noted()[0]).toContain(null);
    expect(without.mayHide('/two')).toBe(true);
    expect(without.mayHide('somebody')).toBe(false);
    expect(rows.mayHide('/two')).toBe(false);
  });
});

describe('a home without rows of threads', () => {
  test('is left as it is', () => {
    rows.moved('a', { path: '/one', archivedAt: null });
    expect(rows.mayHide('a')).toBe(false);
  });

  test('may hide a thread in a file that is no database', () => {
    writeFileSync(file(), 'not a database, but of thread a');
    rows.named('a', 'new');
    expect(rows.mayHide('thread a')).toBe(true);
    expect(rows.mayHide('thread b')).toBe(false);
  });

  test('is not confused by a folder of that name', () => {
    mkdirSync(file());
    rows.named('a', 'new');
    expect(rows.mayHide('a')).toBe(false);
  });
});
