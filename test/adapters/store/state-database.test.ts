// What the real server's database is told, with a database like its own.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StateDatabase } from '../../../src/adapters/store/state-database.js';

let home: string;
let noted: StateDatabase;
const file = (): string => join(home, 'state_5.sqlite');

function rows(): unknown[] {
  const database = new Database(file());
  try {
    return database.prepare('SELECT * FROM threads ORDER BY id').raw().all();
  } finally {
    database.close();
  }
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'state-database-'));
  noted = new StateDatabase(home);
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('the state database of a home', () => {
  beforeEach(() => {
    const database = new Database(file());
    database.exec(`PRAGMA journal_mode = WAL;
      CREATE TABLE threads (id TEXT PRIMARY KEY, rollout_path TEXT, archived INTEGER, archived_at INTEGER, name TEXT);
      INSERT INTO threads VALUES ('a', '/one', 0, NULL, NULL), ('b', '/two', 1, 7, 'old')`);
    database.close();
  });

  test('is told where a thread lies and what it is called, and nothing of others', async () => {
    await noted.moved('a', { path: '/archive/one', archivedAt: 12_345_678 });
    await noted.moved('b', { path: '/sessions/two', archivedAt: null });
    await noted.named('b', 'new');
    expect(rows()).toEqual([
      ['a', '/archive/one', 1, 12_345, null],
      ['b', '/sessions/two', 0, null, 'new'],
    ]);
  });

  test('is not made to know threads that it does not know', async () => {
    await noted.named('somebody', 'new');
    expect(rows()).toHaveLength(2);
    expect(noted.mentions('somebody')).toBe(false);
    expect(noted.mentions('/two')).toBe(true);
  });

  test('is waited for while another process writes to it', async () => {
    const other = new Database(file());
    other.exec('BEGIN IMMEDIATE');
    // The wait keeps this process busy, so nobody in it could let go; a shorter patience shows the failure alone.
    const impatient = new StateDatabase(home, { patienceMs: 50 });
    await expect(impatient.named('b', 'new')).rejects.toMatchObject({ code: 'storage' });
    other.exec('COMMIT');
    other.close();
    await noted.named('b', 'new');
    expect(rows()[1]).toContain('new');
  });

  test('of another make is a failure of the storage', async () => {
    const database = new Database(file());
    database.exec('ALTER TABLE threads DROP COLUMN name');
    database.close();
    await expect(noted.named('b', 'new')).rejects.toMatchObject({ code: 'storage' });
  });
});

test('a home without one is left as it is', async () => {
  await noted.moved('a', { path: '/one', archivedAt: null });
  expect(noted.mentions('a')).toBe(false);
  // What cannot be read may mention anything.
  mkdirSync(file());
  expect(noted.mentions('a')).toBe(true);
  rmSync(file(), { recursive: true });
  writeFileSync(join(home, 'state_5.sqlite-wal'), 'a');
  await noted.named('a', 'new');
});
