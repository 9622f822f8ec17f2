import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createJsonlThreadStore, OWN_FOLDER } from '../../../src/adapters/store/index.js';
import type { ThreadStore } from '../../../src/domain/ports.js';
import { line, query, userMessageLine, writeRollout } from './rollout-files.js';
import { heldClock, metaOf, NOON, plain, temporaryHome, threadId, turn } from './support.js';

const DAY = '2026-11-20T10:00:00.000Z';

function storeIn(codexHome: string, dialect: '0.118.0' | '0.169.0' = '0.169.0', clock = heldClock()) {
  return createJsonlThreadStore({ codexHome, dialect, clock });
}

async function numbers(store: ThreadStore, archived = false): Promise<number[]> {
  const { threads } = await store.list(query({ archived }));
  return threads.map((thread) => Number(thread.meta.id.slice(-12)));
}

describe.each(['0.118.0', '0.169.0'] as const)('a thread of our own (%s)', (dialect) => {
  it('is found, read, listed and opened again after its first turn', async () => {
    using home = temporaryHome();
    const meta = metaOf(1, {
      baseInstructions: 'be brief',
      forkedFromId: threadId(9),
      git: { sha: 'abc', branch: 'main', originUrl: null },
    });
    const log = storeIn(home.path, dialect).create(meta);
    log.append(turn('t1', 'hello', 'hi'));
    await log.close();

    const store = storeIn(home.path, dialect);
    const thread = { path: log.path, archived: false, name: null, preview: 'hello' };
    expect(await store.find(meta.id)).toMatchObject({ ...thread, meta: { ...meta, baseInstructions: null } });
    const read = await store.read(meta.id);
    expect(read).toMatchObject({ thread: { ...thread, meta, model: 'gpt-5.5', reasoningEffort: null } });
    expect(read?.records).toEqual(plain(turn('t1', 'hello', 'hi')));
    expect(await numbers(store)).toEqual([1]);

    const opened = await store.open({ threadId: meta.id });
    const before = statSync(log.path).mtimeMs;
    await opened.log.close();
    expect(statSync(log.path).mtimeMs).toBe(before);

    const again = await store.open({ path: log.path });
    again.log.append(turn('t2', 'more', 'yes'));
    await again.log.close();
    expect((await store.read(meta.id))?.records).toEqual(
      plain([...turn('t1', 'hello', 'hi'), ...turn('t2', 'more', 'yes')]),
    );
    await store.close();
  });

  it('does not exist on disk before its first record, and is not listed before its first message', async () => {
    using home = temporaryHome();
    const store = storeIn(home.path, dialect);
    const log = store.create(metaOf(1));
    expect(existsSync(join(home.path, 'sessions'))).toBe(false);
    log.append([{ type: 'turnStarted', turnId: 't1', at: NOON, contextWindow: null }]);
    expect(await numbers(store)).toEqual([]);
    expect(await store.find(threadId(1))).toMatchObject({ preview: '' });
    log.append(turn('t1', 'hello', 'hi'));
    expect(await numbers(store)).toEqual([1]);
    await store.close();
  });
});

describe('a thread store', () => {
  it('keeps the dialect of a file that exists', async () => {
    using home = temporaryHome();
    const old = storeIn(home.path, '0.118.0').create(metaOf(1));
    old.append(turn('t1', 'hello', 'hi'));
    await old.close();
    const newer = storeIn(home.path, '0.169.0').create(metaOf(2));
    newer.append(turn('t1', 'hello', 'hi'));
    await newer.close();
    const crossed = [
      { store: storeIn(home.path, '0.169.0'), n: 1, path: old.path },
      { store: storeIn(home.path, '0.118.0'), n: 2, path: newer.path },
    ];
    for (const { store, n, path } of crossed) {
      const { log } = await store.open({ threadId: threadId(n) });
      log.append(turn('t2', 'more', 'yes'));
      await store.close();
      const ordinals = readFileSync(path, 'utf8')
        .trimEnd()
        .split('\n')
        .map((text) => (JSON.parse(text) as { ordinal?: number }).ordinal);
      expect(ordinals).toEqual(ordinals.map((_, index) => (n === 1 ? undefined : index)));
    }
  });

  it('says what is wrong with what it cannot open', async () => {
    using home = temporaryHome();
    const store = storeIn(home.path);
    const empty = writeRollout(home.path, { n: 1, created: DAY });
    writeFileSync(empty, '');
    const headless = writeRollout(home.path, { n: 2, created: DAY });
    writeFileSync(headless, userMessageLine('hello'));
    writeRollout(home.path, { n: 3, created: DAY, archived: true });
    const unreadable = { code: 'rolloutUnreadable', path: empty, cause: 'empty session file' };
    await expect(store.open({ threadId: threadId(1) })).rejects.toMatchObject({ failure: unreadable });
    await expect(store.open({ path: headless })).rejects.toMatchObject({
      failure: { code: 'rolloutPathUnusable', cause: 'failed to parse thread ID from rollout file' },
    });
    await expect(store.open({ threadId: threadId(3) })).rejects.toMatchObject({
      failure: { code: 'threadArchived', threadId: threadId(3) },
    });
    await expect(store.open({ threadId: threadId(4) })).rejects.toMatchObject({
      failure: { code: 'rolloutNotFound', threadId: threadId(4) },
    });
    await expect(store.open({ path: join(home.path, 'no.jsonl') })).rejects.toMatchObject({
      failure: { code: 'rolloutPathUnusable', problem: 'missing' },
    });
    expect(await store.read(threadId(4))).toBeNull();
    expect(await store.find(threadId(4))).toBeNull();
    expect(await numbers(store)).toEqual([]);
  });

  it('reads around broken lines, and takes the id from the head, wherever that is', async () => {
    using home = temporaryHome();
    const path = writeRollout(home.path, { n: 1, created: DAY });
    const said = readFileSync(path, 'utf8').replace(threadId(1), threadId(7));
    writeFileSync(path, `garbage\n${said.replace('\n', '\n{"half\n')}{"timestamp":"2026`);
    const store = storeIn(home.path);
    expect(await numbers(store)).toEqual([7]);
    expect((await store.read(threadId(7)))?.records).toHaveLength(1);
    expect((await store.open({ threadId: threadId(7) })).thread.meta.id).toBe(threadId(7));
    await store.close();
  });

  it('reads a fork that repeats its source, and one that only points at it', async () => {
    using home = temporaryHome();
    const source = storeIn(home.path).create(metaOf(1));
    source.append(turn('t1', 'hello', 'hi'));
    const { size } = statSync(source.path);
    source.append(turn('t2', 'later', 'no'));
    await source.close();
    const write = (n: number, text: string): void =>
      writeFileSync(join(dirname(source.path), `rollout-2026-11-20T11-00-00-${threadId(n)}.jsonl`), text);
    const head = (n: number, more: object): string =>
      line('session_meta', {
        id: threadId(n),
        forked_from_id: threadId(1),
        timestamp: '2026-11-20T11:00:00.000Z',
        cwd: '/project',
        source: 'vscode',
        model_provider: 'mock',
        ...more,
      });
    write(2, head(2, {}) + readFileSync(source.path, 'utf8'));
    write(
      3,
      head(3, { history_mode: 'paginated', history_base: { thread_id: threadId(1), end_byte_offset: size } }),
    );
    write(
      4,
      head(4, { history_mode: 'paginated', history_base: { thread_id: threadId(3), end_byte_offset: 9999 } }),
    );
    write(
      5,
      head(5, { history_mode: 'paginated', history_base: { thread_id: threadId(77), end_byte_offset: 5 } }),
    );

    const store = storeIn(home.path);
    const first = plain(turn('t1', 'hello', 'hi'));
    expect((await store.read(threadId(2)))?.thread.meta).toMatchObject({
      id: threadId(2),
      forkedFromId: threadId(1),
    });
    expect((await store.read(threadId(2)))?.records).toEqual([...first, ...plain(turn('t2', 'later', 'no'))]);
    expect((await store.read(threadId(3)))?.records).toEqual(first);
    expect((await store.read(threadId(4)))?.records).toEqual(first);
    await expect(store.read(threadId(5))).rejects.toMatchObject({ code: 'rolloutUnreadable' });
    const { threads } = await store.list(query());
    expect(threads.map(({ meta, preview }) => [meta.id, preview])).toEqual([
      [threadId(4), 'hello'],
      [threadId(3), 'hello'],
      [threadId(2), 'hello'],
      [threadId(1), 'hello'],
    ]);
  });

  it('moves a thread to the archive and back, and marks it as changed when it comes back', async () => {
    using home = temporaryHome();
    const clock = heldClock();
    const store = storeIn(home.path, '0.169.0', clock);
    const path = writeRollout(home.path, { n: 1, created: DAY, updated: DAY });
    await store.archive(threadId(1));
    expect(existsSync(join(home.path, 'archived_sessions', basename(path)))).toBe(true);
    expect([await numbers(store), await numbers(store, true)]).toEqual([[], [1]]);
    expect(await store.find(threadId(1))).toMatchObject({ archived: true });
    await expect(store.archive(threadId(1))).rejects.toMatchObject({ code: 'rolloutNotFound' });

    clock.advance(90_000);
    expect(await store.unarchive(threadId(1))).toMatchObject({
      path,
      archived: false,
      updatedAt: NOON + 90_000,
    });
    expect([await numbers(store), await numbers(store, true)]).toEqual([[1], []]);
    await expect(store.unarchive(threadId(1))).rejects.toMatchObject({
      failure: { code: 'archivedRolloutNotFound', threadId: threadId(1) },
    });
  });

  it('names threads by appending, and sees the names that others give', async () => {
    using home = temporaryHome();
    writeRollout(home.path, { n: 1, created: DAY });
    const [one, two] = [storeIn(home.path), storeIn(home.path)];
    expect((await two.find(threadId(1)))?.name).toBeNull();
    await one.setName(threadId(1), 'first');
    expect((await two.find(threadId(1)))?.name).toBe('first');
    await one.setName(threadId(1), 'second');
    expect((await two.list(query())).threads[0]?.name).toBe('second');
    expect(readFileSync(join(home.path, 'session_index.jsonl'), 'utf8').trim().split('\n')).toHaveLength(2);
    writeFileSync(join(home.path, 'session_index.jsonl'), '');
    expect((await two.list(query())).threads[0]?.name).toBeNull();
  });
});

describe('writers of one thread', () => {
  it('exclude each other in the profile of 0.169.0, archiving included', async () => {
    using home = temporaryHome();
    writeRollout(home.path, { n: 1, created: DAY });
    const [one, two] = [storeIn(home.path), storeIn(home.path)];
    const { log } = await one.open({ threadId: threadId(1) });
    const refusal = { failure: { code: 'threadHasOtherWriter', threadId: threadId(1) } };
    await expect(two.open({ threadId: threadId(1) })).rejects.toMatchObject(refusal);
    await expect(two.archive(threadId(1))).rejects.toMatchObject(refusal);
    expect(await two.read(threadId(1))).not.toBeNull();
    await log.close();
    expect(readdirSync(join(home.path, 'thread-writer-locks'))).toEqual(['.coordination.lock']);
    await (await two.open({ threadId: threadId(1) })).log.close();
    await one.archive(threadId(1));
  });

  it('exclude others from a new thread once it has a file', async () => {
    using home = temporaryHome();
    const [one, two] = [storeIn(home.path), storeIn(home.path)];
    const log = one.create(metaOf(1));
    log.append(turn('t1', 'hello', 'hi'));
    await expect
      .poll(() =>
        two.open({ threadId: threadId(1) }).then(
          ({ log: other }) => other.close(),
          (error) => error.code,
        ),
      )
      .toBe('threadHasOtherWriter');
    await one.close();
    await (await two.open({ threadId: threadId(1) })).log.close();
  });

  it('may be several in the profile of 0.118.0, and their lines stay whole', async () => {
    using home = temporaryHome();
    writeRollout(home.path, { n: 1, created: DAY });
    const [one, two] = [storeIn(home.path, '0.118.0'), storeIn(home.path, '0.118.0')];
    const first = await one.open({ threadId: threadId(1) });
    const second = await two.open({ threadId: threadId(1) });
    first.log.append(turn('t1', 'from one', 'hi'));
    second.log.append(turn('t2', 'from two', 'hi'));
    first.log.append(turn('t3', 'from one', 'again'));
    await Promise.all([one.close(), two.close()]);
    expect((await one.read(threadId(1)))?.records.slice(1)).toEqual(
      plain([
        ...turn('t1', 'from one', 'hi'),
        ...turn('t2', 'from two', 'hi'),
        ...turn('t3', 'from one', 'again'),
      ]),
    );
  });

  it('leave nothing behind that stops others when they are killed', async () => {
    using home = temporaryHome();
    writeRollout(home.path, { n: 1, created: DAY });
    const holder = spawn(process.execPath, [
      '--import',
      'tsx',
      join(import.meta.dirname, 'fixtures/hold-thread.ts'),
      home.path,
      threadId(1),
    ]);
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    const store = storeIn(home.path);
    await expect(store.open({ threadId: threadId(1) })).rejects.toMatchObject({
      code: 'threadHasOtherWriter',
    });
    const ended = new Promise((resolve) => holder.once('close', resolve));
    holder.kill('SIGKILL');
    await ended;
    await (await store.open({ threadId: threadId(1) })).log.close();
  }, 15_000);

  it('are told apart by process id where no program can lock files', async () => {
    using home = temporaryHome();
    writeRollout(home.path, { n: 1, created: DAY });
    const path = process.env.PATH;
    process.env.PATH = '/nowhere';
    try {
      const [one, two] = [storeIn(home.path), storeIn(home.path)];
      const { log } = await one.open({ threadId: threadId(1) });
      await expect(two.open({ threadId: threadId(1) })).rejects.toMatchObject({
        code: 'threadHasOtherWriter',
      });
      await log.close();
      const writers = join(home.path, OWN_FOLDER, 'writers');
      expect(readdirSync(writers)).toEqual([]);
      // Left by a process that is no more.
      writeFileSync(join(writers, `${threadId(1)}.json`), '{"pid":2147483646}');
      await (await two.open({ threadId: threadId(1) })).log.close();
    } finally {
      process.env.PATH = path;
    }
  });
});
