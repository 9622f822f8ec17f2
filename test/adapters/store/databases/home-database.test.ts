import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HomeDatabase, STATE_DATABASE } from '../../../../src/adapters/store/databases/home-database.js';
import { addThread, makeTables, openTables } from './real-tables.js';

const BRANCH = 'SELECT git_branch FROM threads WHERE id = ?';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'astc-database-'));
  makeTables(home);
  addThread(home, 'a');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const branchIs = (branch: string): void => {
  const other = openTables(home);
  other.prepare('UPDATE threads SET git_branch = ?').run(branch);
  other.close();
};

test('a row is the same as long as it is asked for in one go, and as it is now in the next one', async () => {
  const database = new HomeDatabase(home, STATE_DATABASE);
  const branch = (): unknown =>
    database.has('threads', ['git_branch']) && database.row(BRANCH, 'a')?.git_branch;
  branchIs('one');
  expect(branch()).toBe('one');
  branchIs('two');
  expect(branch()).toBe('one');
  await Promise.resolve();
  expect(branch()).toBe('two');
});

test('who writes a row sees what was written', () => {
  const database = new HomeDatabase(home, STATE_DATABASE);
  expect(database.has('threads', ['git_branch'])).toBe(true);
  expect(database.row(BRANCH, 'nobody')).toBeUndefined();
  expect(database.row(BRANCH, 'nobody')).toBeUndefined();
  branchIs('one');
  expect(database.row(BRANCH, 'a')).toMatchObject({ git_branch: 'one' });
  expect(database.run('UPDATE threads SET git_branch = ?', 'two')).toBe(1);
  expect(database.row(BRANCH, 'a')).toMatchObject({ git_branch: 'two' });
});
