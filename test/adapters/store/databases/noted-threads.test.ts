// What our store tells the database of the home's real server of the threads it makes, names, moves and deletes.
import { expect, test } from 'vitest';
import { createJsonlThreadStore } from '../../../../src/adapters/store/index.js';
import type { ThreadStore } from '../../../../src/domain/ports.js';
import type { HistoryRecord } from '../../../../src/domain/records.js';
import { systemClock } from '../../../../src/util/clock.js';
import { query } from '../rollout-files.js';
import { metaOf, temporaryHome, threadId, turn } from '../support.js';
import { addThread, makeTables, openTables } from './real-tables.js';

const ID = threadId(1);
const storeOf = (codexHome: string): ThreadStore =>
  createJsonlThreadStore({ codexHome, dialect: '0.169.0', clock: systemClock });
const GIT = { sha: 'abc', branch: 'main', originUrl: null };

function rows(home: string, columns = '*'): unknown[] {
  const database = openTables(home);
  try {
    return database.prepare(`SELECT ${columns} FROM threads ORDER BY id`).all();
  } finally {
    database.close();
  }
}

async function begun(store: ThreadStore, records: readonly HistoryRecord[], meta = {}) {
  const log = store.create(metaOf(1, { git: GIT, ...meta }));
  log.append(records);
  await log.close();
  return log.path;
}

test('a new thread stands there with its first words, as if the real server had come across it', async () => {
  using home = temporaryHome();
  makeTables(home.path);
  const store = storeOf(home.path);
  const log = store.create(metaOf(1, { git: GIT }));
  log.append([]);
  expect(rows(home.path)).toEqual([]);
  log.append(turn('t1', 'hello', 'hi'));
  const { createdAt, cwd, originator, modelProvider, cliVersion } = metaOf(1);
  expect(rows(home.path)).toEqual([
    expect.objectContaining({
      id: ID,
      rollout_path: log.path,
      created_at: Math.floor(createdAt / 1000),
      created_at_ms: createdAt,
      source: 'vscode',
      originator,
      model_provider: modelProvider,
      cwd,
      cli_version: cliVersion,
      title: 'hello',
      first_user_message: 'hello',
      preview: 'hello',
      name: null,
      archived: 0,
      git_sha: 'abc',
      git_branch: 'main',
      history_mode: 'paginated',
    }),
  ]);
  await log.close();
  await store.close();
});

test('what became of a thread is told: its name, its place, its last use, its end', async () => {
  using home = temporaryHome();
  makeTables(home.path);
  const store = storeOf(home.path);
  await begun(store, turn('t1', 'hello', 'hi'));
  await store.setName(ID, 'greeting');
  await store.archive(ID);
  expect(rows(home.path, 'name, archived')).toEqual([{ name: 'greeting', archived: 1 }]);
  await store.unarchive(ID);
  const database = openTables(home.path);
  database.exec('UPDATE threads SET recency_at = 1, updated_at_ms = 1');
  database.close();
  const { log } = await store.open({ threadId: ID });
  log.append(turn('t2', 'more', 'hi'));
  await log.close();
  const [used] = rows(home.path, 'archived, recency_at AS at, updated_at_ms AS ms') as Record<
    string,
    number
  >[];
  expect(used).toMatchObject({ archived: 0 });
  expect(Math.min(used?.at ?? 0, used?.ms ?? 0)).toBeGreaterThan(1);
  await store.delete(ID);
  expect(rows(home.path)).toEqual([]);
  await store.close();
});

test('threads of before are told of when they are moved, with their names', async () => {
  using home = temporaryHome();
  const before = storeOf(home.path);
  await begun(before, turn('t1', 'hello', 'hi'));
  await before.setName(ID, 'greeting');
  await before.close();
  makeTables(home.path);
  const store = storeOf(home.path);
  await store.archive(ID);
  expect(rows(home.path, 'name, archived')).toEqual([{ name: 'greeting', archived: 1 }]);
  await store.close();
});

test('names of before are told once threads are listed, where the real server knows none', async () => {
  using home = temporaryHome();
  const store = storeOf(home.path);
  for (const n of [1, 2, 3]) await store.setName(threadId(n), `ours ${n}`);
  makeTables(home.path, threadId(1), threadId(2));
  addThread(home.path, threadId(4));
  const database = openTables(home.path);
  database.exec(`UPDATE threads SET name = 'theirs' WHERE id = '${threadId(2)}'`);
  database.close();
  await store.list(query());
  expect(rows(home.path, 'name')).toEqual([{ name: 'ours 1' }, { name: 'theirs' }, { name: null }]);
  await store.close();
});

test('a version with fewer columns is told what it has columns for', async () => {
  using home = temporaryHome();
  makeTables(home.path);
  const database = openTables(home.path);
  for (const column of ['preview', 'name', 'history_mode', 'recency_at', 'created_at_ms', 'thread_source']) {
    database.exec(`ALTER TABLE threads DROP COLUMN ${column}`);
  }
  database.close();
  const store = storeOf(home.path);
  await begun(store, turn('t1', 'hello', 'hi'));
  await store.setName(ID, 'greeting');
  expect(rows(home.path, 'id, first_user_message AS words')).toEqual([{ id: ID, words: 'hello' }]);
  await store.close();
});

test('agents are left to the real server to find', async () => {
  using home = temporaryHome();
  makeTables(home.path);
  const store = storeOf(home.path);
  await begun(store, turn('t1', 'hello', 'hi'), { source: { subAgent: 'review' } });
  expect(rows(home.path)).toEqual([]);
  await store.close();
});

test('a database that takes nothing keeps no turn from being kept', async () => {
  using home = temporaryHome();
  makeTables(home.path);
  const database = openTables(home.path);
  database.exec("CREATE TRIGGER full BEFORE INSERT ON threads BEGIN SELECT RAISE(ABORT, 'full'); END");
  database.close();
  const store = storeOf(home.path);
  await begun(store, turn('t1', 'hello', 'hi'));
  expect(rows(home.path)).toEqual([]);
  expect((await store.read(ID))?.records).not.toEqual([]);
  await store.close();
});
