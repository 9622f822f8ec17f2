// Files under 0.169.0 besides the one a thread begins in: compressed ones, and those it goes on in after turns were
// taken back.
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { createJsonlThreadStore } from '../../../src/adapters/store/index.js';
import { rolloutFolders, rolloutName } from '../../../src/adapters/store/rollout-paths.js';
import type { ThreadStore } from '../../../src/domain/ports.js';
import type { HistoryRecord } from '../../../src/domain/records.js';
import { systemClock } from '../../../src/util/clock.js';
import { failureLater } from '../../domain/refusal.js';
import { query } from './rollout-files.js';
import { heldClock, metaOf, NOON, temporaryHome, threadId, turn } from './support.js';

/** Two lines of thread 7, the second of which says "small words". */
const COMPRESSED = Buffer.from(
  'KLUv/QRoVQcAhhAxGWB3DoMapXAkb7atO9nrMBjeR6qnkQQBEjkpACgAKQBQpNQWrb/H29OpqLS27eHb2u7fF2YeGHKhsCEUhXAY' +
    'bBzemvHanvKeC/C1MUdSj+17+EpvrGQkK/37fVqi1SIOD2XPO8IJIjAzG7Hgw0PyHHxtr8hO51aNNdB1nx46D18bkhitlkM1ROff' +
    'G6KPxQ7fT72o/TsPSVEM/EDXNQy8vVXPptq5Wl+Hig+l/hoG3nYUp/y7hSrNAoqK0x7+vaNobU+nBg0AqsmfFlJBiVWwh8QQNnbG' +
    '2M6N9d64zAsHmIElDkVgBs4JrQkznQ==',
  'base64',
);

const storeIn = (codexHome: string): ThreadStore =>
  createJsonlThreadStore({ codexHome, dialect: '0.169.0', clock: heldClock() });

function compressedIn(codexHome: string): string {
  const name = rolloutName(NOON, threadId(7));
  const plain = join(rolloutFolders(codexHome).dayOf(name), name);
  mkdirSync(dirname(plain), { recursive: true });
  writeFileSync(`${plain}.zst`, COMPRESSED);
  utimesSync(`${plain}.zst`, new Date(NOON), new Date(NOON));
  return plain;
}

async function shown(store: ThreadStore, archived = false): Promise<unknown[]> {
  const { threads } = await store.list(query({ archived }));
  return threads.map(({ meta, preview, path }) => [meta.id, preview, path]);
}

function turnsIn(records: readonly HistoryRecord[] = []): string[] {
  return records.flatMap((record) => (record.type === 'turnStarted' ? [record.turnId] : []));
}

describe('a compressed thread', () => {
  it('is listed, found and read under its plain path, and stays compressed', async () => {
    using home = temporaryHome();
    const path = compressedIn(home.path);
    const store = storeIn(home.path);
    expect(await shown(store)).toEqual([[threadId(7), 'small words', path]]);
    expect(await store.find(threadId(7))).toMatchObject({ path, preview: 'small words' });
    expect((await store.read(threadId(7)))?.records).toHaveLength(1);
    expect(existsSync(path)).toBe(false);
  });

  it('becomes plain, as old as it was, when it is opened, by id or by path', async () => {
    for (const by of ['threadId', 'path'] as const) {
      using home = temporaryHome();
      const path = compressedIn(home.path);
      const store = storeIn(home.path);
      const opened = await store.open(by === 'path' ? { path } : { threadId: threadId(7) });
      expect(opened.thread.path).toBe(path);
      expect(statSync(path).mtimeMs).toBe(NOON);
      expect(existsSync(`${path}.zst`)).toBe(false);
      opened.log.append(turn('t1', 'more', 'yes'));
      await opened.log.close();
      expect(readFileSync(path, 'utf8').split('\n')[1]).toContain('small words');
      expect((await store.read(threadId(7)))?.records.length).toBeGreaterThan(1);
    }
  });

  it('is archived, brought back and deleted as it is', async () => {
    using home = temporaryHome();
    const path = compressedIn(home.path);
    const store = storeIn(home.path);
    await store.archive(threadId(7));
    const archived = join(home.path, 'archived_sessions', basename(path));
    expect(await shown(store, true)).toEqual([[threadId(7), 'small words', archived]]);
    await store.unarchive(threadId(7));
    expect(existsSync(`${path}.zst`)).toBe(true);
    await store.delete(threadId(7));
    expect(await shown(store)).toEqual([]);
  });

  it('that is damaged is not shown, and says so when it is opened', async () => {
    using home = temporaryHome();
    const path = compressedIn(home.path);
    writeFileSync(`${path}.zst`, COMPRESSED.subarray(0, 40));
    const store = storeIn(home.path);
    expect(await shown(store)).toEqual([]);
    expect(await failureLater(() => store.open({ path }))).toBe('storage');
    expect(existsSync(`${path}.zst`)).toBe(true);
  });
});

describe('a thread that goes on in another file', () => {
  const SUFFIX = '01a20000-0001-7000-8000-000000000001';

  /** Two turns, of which the second was taken back before a third. */
  async function revised(codexHome: string): Promise<{ first: string; second: string; store: ThreadStore }> {
    const store = storeIn(codexHome);
    const meta = {
      id: threadId(1),
      forkedFromId: null,
      createdAt: NOON,
      cwd: '/project',
      originator: 'test',
      cliVersion: '0.169.0',
      source: 'vscode' as const,
      modelProvider: 'mock',
      baseInstructions: null,
      git: null,
    };
    const log = store.create(meta);
    log.append(turn('t1', 'one', 'yes'));
    const kept = readFileSync(log.path, 'utf8');
    log.append(turn('t2', 'two', 'no'));
    await log.close();
    const whole = readFileSync(log.path, 'utf8');
    const ordinal = kept.trimEnd().split('\n').length;
    const head = JSON.parse(whole.split('\n')[0] ?? '') as { payload: object };
    const base = {
      thread_id: meta.id,
      end_ordinal_exclusive: ordinal,
      end_byte_offset: Buffer.byteLength(kept),
    };
    const second = log.path.replace('.jsonl', `_${SUFFIX}.jsonl`);
    const line = { ...head, ordinal, payload: { ...head.payload, history_base: base } };
    writeFileSync(second, `${JSON.stringify(line)}\n`);
    return { first: log.path, second, store };
  }

  it('is one thread, without what was taken back, and is written to in its newest file', async () => {
    using home = temporaryHome();
    const { first, second } = await revised(home.path);
    const store = storeIn(home.path);
    expect(await shown(store)).toEqual([[threadId(1), 'one', second]]);
    const before = readFileSync(first, 'utf8');
    const { log, records } = await store.open({ threadId: threadId(1) });
    expect(turnsIn(records)).toEqual(['t1']);
    log.append(turn('t3', 'three', 'yes'));
    await log.close();
    expect(turnsIn((await store.read(threadId(1)))?.records)).toEqual(['t1', 't3']);
    expect(readFileSync(first, 'utf8')).toBe(before);
  });

  it('is followed by a store that had seen its first file', async () => {
    using home = temporaryHome();
    const { second, store } = await revised(home.path);
    expect(await store.find(threadId(1))).toMatchObject({ path: second });
  });

  it('is archived, brought back and deleted with all its files', async () => {
    using home = temporaryHome();
    const { first, second } = await revised(home.path);
    const store = storeIn(home.path);
    await store.archive(threadId(1));
    expect([existsSync(first), existsSync(second)]).toEqual([false, false]);
    expect(await shown(store, true)).toHaveLength(1);
    await store.unarchive(threadId(1));
    expect([existsSync(first), existsSync(second)]).toEqual([true, true]);
    await store.delete(threadId(1));
    expect([existsSync(first), existsSync(second)]).toEqual([false, false]);
  });

  it('whose newest file begins in a revision, and lies in a folder of another day, is read through all of them', async () => {
    using home = temporaryHome();
    const { second, store } = await revised(home.path);
    const { log } = await store.open({ threadId: threadId(1) });
    log.append(turn('t3', 'three', 'yes'));
    const kept = readFileSync(second, 'utf8');
    log.append(turn('t4', 'four', 'no'));
    await log.close();
    const lines = kept.trimEnd().split('\n');
    const head = JSON.parse(lines[0] ?? '') as { payload: object };
    const ordinal = (JSON.parse(lines.at(-1) ?? '') as { ordinal: number }).ordinal + 1;
    const base = {
      thread_id: SUFFIX,
      end_ordinal_exclusive: ordinal,
      end_byte_offset: Buffer.byteLength(kept),
    };
    const third = rolloutFolders(home.path).pathOf(
      NOON + 3 * 24 * 60 * 60 * 1000,
      threadId(1),
      SUFFIX.replace('0001-7', '0002-7'),
    );
    mkdirSync(dirname(third), { recursive: true });
    writeFileSync(
      third,
      `${JSON.stringify({ ...head, ordinal, payload: { ...head.payload, history_base: base } })}\n`,
    );

    for (const reader of [storeIn(home.path), store]) {
      const read = await reader.read(threadId(1));
      expect(read?.thread.path).toBe(third);
      expect(turnsIn(read?.records)).toEqual(['t1', 't3']);
      expect(await shown(reader)).toEqual([[threadId(1), 'one', third]]);
    }
    await store.archive(threadId(1));
    expect([second, third].map((path) => existsSync(path))).toEqual([false, false]);
    await store.unarchive(threadId(1));
    expect([second, third].map((path) => existsSync(path))).toEqual([true, true]);
  });

  it('keeps its files while another thread begins in one of them', async () => {
    using home = temporaryHome();
    const { first, second, store } = await revised(home.path);
    const head = JSON.parse(readFileSync(first, 'utf8').split('\n')[0] ?? '') as { payload: object };
    const base = {
      thread_id: SUFFIX,
      end_ordinal_exclusive: 99,
      end_byte_offset: readFileSync(second).length,
    };
    const payload = { ...head.payload, id: threadId(2), forked_from_id: threadId(1), history_base: base };
    const fork = first.replace(threadId(1), threadId(2));
    writeFileSync(fork, `${JSON.stringify({ ...head, payload })}\n`);
    expect(await failureLater(() => store.delete(threadId(1)))).toBe('threadIsForked');
    expect((await store.list(query())).threads.map(({ preview }) => preview)).toEqual(['one', 'one']);
  });
});

describe('a log that is cut', () => {
  const sessions = async (store: ThreadStore): Promise<string> => {
    const log = store.create(metaOf(1, { createdAt: Date.now(), cliVersion: '0.169.0' }));
    log.append([...turn('t1', 'one', 'yes'), ...turn('t2', 'two', 'no'), ...turn('t3', 'three', 'no')]);
    await log.close();
    return log.path;
  };
  const storeOf = (codexHome: string, dialect: '0.118.0' | '0.169.0' = '0.169.0'): ThreadStore =>
    createJsonlThreadStore({ codexHome, dialect, clock: systemClock });

  it('goes on in a revision that holds what is kept, and leaves the old file as it is', async () => {
    using home = temporaryHome();
    const store = storeOf(home.path);
    const first = await sessions(store);
    const before = readFileSync(first);
    const { log } = await store.open({ threadId: threadId(1) });
    expect(await log.cutBefore('t2')).toBe(true);
    expect(log.path).not.toBe(first);
    log.append(turn('t4', 'four', 'yes'));
    expect(await log.cutBefore('t9')).toBe(false);
    await log.close();
    expect(readFileSync(first)).toEqual(before);

    const lines = readFileSync(log.path, 'utf8').trimEnd().split('\n');
    const ordinals = lines.map((line) => (JSON.parse(line) as { ordinal: number }).ordinal);
    expect(ordinals).toEqual(ordinals.map((_, index) => index));
    expect(before.toString().startsWith(`${lines[0]}\n${lines[1]}\n`)).toBe(true);
    for (const reader of [store, storeOf(home.path)]) {
      const read = await reader.read(threadId(1));
      expect(turnsIn(read?.records)).toEqual(['t1', 't4']);
      expect(await shown(reader)).toEqual([[threadId(1), 'one', log.path]]);
    }
  });

  it('is cut again, back to its beginning', async () => {
    using home = temporaryHome();
    const store = storeOf(home.path);
    await sessions(store);
    const { log } = await store.open({ threadId: threadId(1) });
    const paths = [log.path];
    for (const turnId of ['t3', 't1']) {
      expect(await log.cutBefore(turnId)).toBe(true);
      paths.push(log.path);
    }
    log.append(turn('t4', 'four', 'yes'));
    await log.close();
    expect(new Set(paths).size).toBe(3);
    // Which words a thread began with stays told, whatever became of them.
    expect(await shown(storeOf(home.path))).toEqual([[threadId(1), 'one', log.path]]);
    expect((await storeOf(home.path).read(threadId(1)))?.thread.preview).toBe('one');
    expect(turnsIn((await storeOf(home.path).read(threadId(1)))?.records)).toEqual(['t4']);
  });

  it('is followed by a real server that notes the thread in its database', async () => {
    using home = temporaryHome();
    const store = storeOf(home.path);
    const first = await sessions(store);
    const database = new Database(join(home.path, 'state_5.sqlite'));
    database.exec('CREATE TABLE threads (id TEXT, rollout_path TEXT, archived INTEGER, archived_at INTEGER)');
    database.prepare('INSERT INTO threads VALUES (?, ?, 0, NULL)').run(threadId(1), first);
    const { log } = await store.open({ threadId: threadId(1) });
    expect(await log.cutBefore('t2')).toBe(true);
    await log.close();
    expect(log.path).not.toBe(first);
    expect(database.prepare('SELECT rollout_path FROM threads').all()).toEqual([{ rollout_path: log.path }]);
    database.close();
  });

  it('stays where a real server would look for it when its database mentions the thread and nothing opens it', async () => {
    for (const name of ['state_5.sqlite', 'state_5.sqlite-wal']) {
      using home = temporaryHome();
      const store = storeOf(home.path);
      const first = await sessions(store);
      writeFileSync(join(home.path, 'state_5.sqlite'), 'no database');
      writeFileSync(join(home.path, name), `SQLite format 3\0\0${threadId(1)}/rollout`);
      const { log } = await store.open({ threadId: threadId(1) });
      expect(await log.cutBefore('t2')).toBe(false);
      log.append(turn('t4', 'four', 'yes'));
      await log.close();
      expect(log.path).toBe(first);
    }
  });

  it('stays in its file where lines have no numbers', async () => {
    using home = temporaryHome();
    const store = storeOf(home.path, '0.118.0');
    const first = await sessions(store);
    const { log } = await store.open({ threadId: threadId(1) });
    expect(await log.cutBefore('t2')).toBe(false);
    await log.close();
    expect(log.path).toBe(first);
  });

  it('goes on where it was when the disk refuses the new file', async () => {
    using home = temporaryHome();
    const store = storeOf(home.path);
    const first = await sessions(store);
    const { log } = await store.open({ threadId: threadId(1) });
    // The folder of the day of the cut is a file.
    const { sessions: folder } = rolloutFolders(home.path);
    const moved = join(folder, 'elsewhere');
    renameSync(dirname(first), moved);
    writeFileSync(dirname(first), '');
    expect(await failureLater(() => log.cutBefore('t2'))).toBe('storage');
    rmSync(dirname(first));
    renameSync(moved, dirname(first));
    log.append(turn('t4', 'four', 'yes'));
    await log.close();
    expect(log.path).toBe(first);
    expect(turnsIn((await store.read(threadId(1)))?.records)).toEqual(['t1', 't2', 't3', 't4']);
  });
});
