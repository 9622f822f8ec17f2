import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createJsonlThreadStore } from '../../../src/adapters/store/index.js';
import type { ThreadQuery, ThreadStore } from '../../../src/domain/ports.js';
import { query, writeRollout } from './rollout-files.js';
import { heldClock, metaOf, temporaryHome, threadId, turn } from './support.js';

/** The last digits of the listed threads. */
async function listed(store: ThreadStore, changes: Partial<ThreadQuery> = {}): Promise<number[]> {
  const { threads } = await store.list(query(changes));
  return threads.map((thread) => Number(thread.meta.id.slice(-12)));
}

/** The home that the real servers of both versions were asked about. */
function home(dialect: '0.118.0' | '0.169.0') {
  const folder = temporaryHome();
  const write = (facts: Parameters<typeof writeRollout>[1]) => writeRollout(folder.path, facts);
  write({ n: 1, created: '2026-11-20T10:00:00.100Z', updated: '2026-11-22T10:00:00.500Z' });
  write({ n: 2, created: '2026-11-20T10:00:00.900Z', updated: '2026-11-21T10:00:00.250Z' });
  write({ n: 3, created: '2026-11-20T10:00:00.500Z', updated: '2026-11-21T10:00:00.750Z' });
  write({
    n: 4,
    created: '2026-11-21T10:00:00.000Z',
    source: 'cli',
    cwd: '/tmp/b',
    updated: '2026-11-23T00:00:00Z',
  });
  write({ n: 5, created: '2026-11-21T11:00:00.123Z', source: 'exec' });
  write({ n: 6, created: '2026-11-21T12:00:00.000Z', source: 'mcp' });
  write({ n: 7, created: '2026-11-21T13:00:00.000Z', source: { subagent: 'review' } });
  write({
    n: 8,
    created: '2026-11-21T14:00:00.000Z',
    source: { subagent: { thread_spawn: { parent_thread_id: threadId(1), depth: 1 } } },
  });
  write({ n: 9, created: '2026-11-21T15:00:00.000Z', source: { subagent: 'compact' } });
  write({ n: 10, created: '2026-11-21T16:00:00.000Z', source: { subagent: { other: 'zz' } } });
  write({ n: 11, created: '2026-11-21T17:00:00.000Z', provider: 'other', updated: '2026-11-23T00:00:01Z' });
  write({ n: 12, created: '2026-11-21T18:00:00.000Z', archived: true });
  write({ n: 13, created: '2026-11-21T19:00:00.000Z', message: null });
  write({ n: 14, created: '2026-11-21T20:00:00.000Z', message: '', updated: '2026-11-23T00:00:02Z' });
  write({
    n: 15,
    created: '2026-11-21T21:00:00.000Z',
    message: '  spaced Needle\nsecond',
    updated: '2026-11-23T00:00:03Z',
  });
  write({ n: 16, created: '2026-11-21T22:00:00.000Z', source: 'weird' });
  write({ n: 17, created: '2026-11-21T23:00:00.000Z', source: { custom: 'mine' } });
  const names = [
    [1, 'Old'],
    [1, 'Named needle'],
    [2, 'x'],
  ] as const;
  for (const [n, name] of names) {
    appendFileSync(
      join(folder.path, 'session_index.jsonl'),
      `${JSON.stringify({ id: threadId(n), thread_name: name, updated_at: '2026-11-21T00:00:00Z' })}\n`,
    );
  }
  const store = createJsonlThreadStore({ codexHome: folder.path, dialect, clock: heldClock() });
  return { store, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

const rules: [string, Partial<ThreadQuery>, number[], number[]][] = [
  // what, query, ids in 0.118.0, ids in 0.169.0
  ['interactive threads, newest first', {}, [15, 14, 11, 4, 3, 2, 1], [15, 11, 4, 3, 2, 1]],
  ['all providers for an empty list', { modelProviders: [] }, [15, 14, 11, 4, 3, 2, 1], [15, 11, 4, 3, 2, 1]],
  ['one provider', { modelProviders: ['other'] }, [11], [11]],
  ['no unknown provider', { modelProviders: ['nobody'] }, [], []],
  ['cli threads', { sourceKinds: ['cli'] }, [4], [4]],
  ['exec threads', { sourceKinds: ['exec'] }, [5], [5]],
  ['app-server threads', { sourceKinds: ['appServer'] }, [6], [6]],
  ['every kind of sub-agent', { sourceKinds: ['subAgent'] }, [10, 9, 8, 7], [10, 9, 8, 7]],
  ['review sub-agents', { sourceKinds: ['subAgentReview'] }, [7], [7]],
  ['compact sub-agents', { sourceKinds: ['subAgentCompact'] }, [9], [9]],
  ['spawned sub-agents', { sourceKinds: ['subAgentThreadSpawn'] }, [8], [8]],
  ['other sub-agents', { sourceKinds: ['subAgentOther'] }, [10], [10]],
  ['threads of unknown source', { sourceKinds: ['unknown'] }, [16], [16]],
  ['interactive threads for no kinds', { sourceKinds: [] }, [15, 14, 11, 4, 3, 2, 1], [15, 11, 4, 3, 2, 1]],
  ['several kinds', { sourceKinds: ['cli', 'exec'] }, [5, 4], [5, 4]],
  ['one folder', { cwd: ['/tmp/b'] }, [4], [4]],
  ['one folder, slash or not', { cwd: ['/tmp/b/'] }, [4], [4]],
  ['several folders', { cwd: ['/tmp/b', '/x'] }, [4], [4]],
  ['no folder by its end', { cwd: ['b'] }, [], []],
  ['archived threads only', { archived: true }, [12], [12]],
  ['a word in the name', { searchTerm: 'needle' }, [1], [1]],
  ['a word in the first message, in its letter case', { searchTerm: 'Needle' }, [15], [15]],
  ['everything for an empty word', { searchTerm: '' }, [15, 14, 11, 4, 3, 2, 1], [15, 11, 4, 3, 2, 1]],
  ['one thread for limit 0', { limit: 0 }, [15], [15]],
  ['oldest first', { sortDirection: 'asc', limit: 3 }, [1, 2, 3], [1, 2, 3]],
  ['last changed first', { sortKey: 'updated_at' }, [15, 14, 11, 4, 1, 3, 2], [15, 11, 4, 1, 3, 2]],
  ['last used first', { sortKey: 'recency_at', limit: 2 }, [15, 14], [15, 11]],
];

describe.each(['0.118.0', '0.169.0'] as const)('a list of threads (%s)', (dialect) => {
  it.each(rules)('holds %s', async (_, changes, in118, in169) => {
    using at = home(dialect);
    expect(await listed(at.store, changes)).toEqual(dialect === '0.118.0' ? in118 : in169);
  });

  it.each(['created_at', 'updated_at'] as const)(
    'shows each thread once, page by page (%s)',
    async (sortKey) => {
      using at = home(dialect);
      const whole = await listed(at.store, { sortKey });
      for (const sortDirection of ['desc', 'asc'] as const) {
        for (const limit of [1, 2, 3]) {
          const seen: number[] = [];
          let cursor: string | null = null;
          do {
            const page = await at.store.list(query({ sortKey, sortDirection, limit, cursor }));
            expect(page.threads.length).toBeLessThanOrEqual(limit);
            seen.push(...page.threads.map((thread) => Number(thread.meta.id.slice(-12))));
            cursor = page.nextCursor;
          } while (cursor !== null);
          // Within one second 0.118.0 cannot tell what changed first.
          expect(new Set(seen)).toEqual(new Set(whole));
          expect(seen.length).toBe(whole.length);
        }
      }
    },
  );

  it.each([
    'bogus',
    '',
    '|',
    '2026-11-21T10:00:00Z|x',
    `2026-11-21T10:00:00.000Z|${threadId(4)}|x`,
    `yesterday|${threadId(4)}`,
  ])('refuses the cursor %j', async (cursor) => {
    using at = home(dialect);
    await expect(at.store.list(query({ cursor }))).rejects.toMatchObject({
      failure: { code: 'cursorInvalid', cursor },
    });
  });

  it.each([
    [`2026-11-21T10:00:00Z|${threadId(4)}`, [3, 2, 1]],
    [`2026-11-21T10:00:00.5Z|${threadId(4)}`, [4, 3, 2, 1]],
    [`2026-11-21T12:00:00+02:00|${threadId(4)}`, [3, 2, 1]],
    [`2026-11-21T10-00-00|${threadId(4)}`, [3, 2, 1]],
    [`2026-11-21 10:00:00Z|${threadId(4)}`, [3, 2, 1]],
  ])('goes on after the cursor %s', async (cursor, ids) => {
    using at = home(dialect);
    expect(await listed(at.store, { cursor })).toEqual(ids);
  });

  it('shows what a file says of its thread', async () => {
    using at = home(dialect);
    const { threads } = await at.store.list(query());
    expect(threads[0]).toMatchObject({ preview: 'spaced Needle\nsecond', name: null, archived: false });
    expect(threads.at(-1)).toMatchObject({
      name: 'Named needle',
      preview: 'hello 1',
      updatedAt: Date.parse('2026-11-22T10:00:00.500Z'),
      meta: { createdAt: Date.parse('2026-11-20T10:00:00.100Z'), modelProvider: 'mock', source: 'vscode' },
    });
  });

  it('never shows more than a hundred threads', async () => {
    using folder = temporaryHome();
    for (let n = 1; n <= 103; n += 1) {
      writeRollout(folder.path, { n, created: new Date(Date.UTC(2026, 10, 20) + n * 1000).toISOString() });
    }
    const store = createJsonlThreadStore({ codexHome: folder.path, dialect, clock: heldClock() });
    expect((await listed(store, { limit: 4000 })).length).toBe(100);
    expect((await listed(store)).length).toBe(25);
  });

  it('is empty in a home that does not exist', async () => {
    using folder = temporaryHome();
    const store = createJsonlThreadStore({ codexHome: join(folder.path, 'no'), dialect, clock: heldClock() });
    expect(await store.list(query())).toEqual({ threads: [], nextCursor: null, backwardsCursor: null });
  });
});

describe('cursors of thread lists', () => {
  it.each([
    ['0.118.0', 'created_at', `2026-11-21T17:00:00Z|${threadId(11)}`],
    ['0.169.0', 'created_at', `2026-11-21T10:00:00Z|${threadId(4)}`],
  ] as const)('name the last thread of the page in %s', async (dialect, sortKey, cursor) => {
    using at = home(dialect);
    expect((await at.store.list(query({ limit: 3, sortKey }))).nextCursor).toBe(cursor);
  });

  it.each([
    ['0.118.0', `2026-11-21T10:00:00Z|${threadId(3)}`],
    ['0.169.0', `2026-11-21T10:00:00.75Z|${threadId(3)}`],
  ] as const)('tell times of change as finely as %s does', async (dialect, cursor) => {
    using at = home(dialect);
    const limit = dialect === '0.118.0' ? 6 : 5;
    expect((await at.store.list(query({ limit, sortKey: 'updated_at' }))).nextCursor).toBe(cursor);
  });

  it('lead back to the page before, by creation from the second after', async () => {
    using at = home('0.169.0');
    const first = await at.store.list(query({ limit: 3 }));
    const second = await at.store.list(query({ limit: 3, cursor: first.nextCursor }));
    expect(first.backwardsCursor).toBe('2026-11-21T20:59:59.999Z');
    expect(second.backwardsCursor).toBe('2026-11-20T10:00:00.499Z');
    expect(await listed(at.store, { cursor: second.backwardsCursor, sortDirection: 'asc' })).toEqual([
      4, 11, 15,
    ]);
  });

  it('may be a time alone from 0.169.0 on', async () => {
    using newer = home('0.169.0');
    using older = home('0.118.0');
    expect(await listed(newer.store, { cursor: '2026-11-21T10:00:00Z' })).toEqual([3, 2, 1]);
    await expect(older.store.list(query({ cursor: '2026-11-21T10:00:00Z' }))).rejects.toMatchObject({
      code: 'cursorInvalid',
    });
  });
});

describe('lists of threads that may mention a text', () => {
  it('leave out what does not say it, here or in the thread it began in', async () => {
    using folder = temporaryHome();
    const write = (n: number, message: string) =>
      writeRollout(folder.path, { n, created: '2026-11-20T10:00:00.000Z', message });
    write(1, 'a needle');
    write(2, 'nothing');
    const fork = write(3, 'more');
    const base = { thread_id: threadId(1), end_byte_offset: 9 };
    const begun = `"history_base":${JSON.stringify(base)},"id":"${threadId(3)}"`;
    writeFileSync(fork, readFileSync(fork, 'utf8').replace(`"id":"${threadId(3)}"`, begun));
    const store = createJsonlThreadStore({ codexHome: folder.path, dialect: '0.169.0', clock: heldClock() });
    expect(await listed(store, { mentions: 'NEEDLE' })).toEqual([3, 1]);
    expect(await listed(store, { mentions: 'more' })).toEqual([3]);
    expect(await listed(store, { mentions: 'needle', limit: 1 })).toEqual([3]);
  });

  it('end early when nobody waits for them any more', async () => {
    using at = home('0.169.0');
    expect(await listed(at.store, { mentions: 'needle', signal: AbortSignal.abort() })).toEqual([]);
  });
});

describe('lists of the threads below one', () => {
  /** 1 ← 2 ← 3, each the agent of the one before; 4 an agent of nobody that is here; 5 names itself. */
  function family() {
    const folder = temporaryHome();
    const spawned = (by: number) => ({
      subagent: { thread_spawn: { parent_thread_id: threadId(by), depth: 1 } },
    });
    const created = '2026-11-20T10:00:00.000Z';
    writeRollout(folder.path, { n: 1, created });
    writeRollout(folder.path, { n: 2, created, source: spawned(1) });
    writeRollout(folder.path, { n: 3, created, source: spawned(2) });
    writeRollout(folder.path, { n: 4, created, source: spawned(9) });
    writeRollout(folder.path, { n: 5, created, source: spawned(5) });
    const store = createJsonlThreadStore({ codexHome: folder.path, dialect: '0.169.0', clock: heldClock() });
    return { store, [Symbol.dispose]: () => folder[Symbol.dispose]() };
  }

  it.each([
    [1, false, [2]],
    [1, true, [3, 2]],
    [2, true, [3]],
    [3, true, []],
    [5, true, []],
    [9, true, [4]],
  ])('of %s (deep: %s)', async (n, deep, found) => {
    using home = family();
    expect(await listed(home.store, { agentsOf: { threadId: threadId(n), deep } })).toEqual(found);
  });

  it('hold every kind unless kinds are named', async () => {
    using home = family();
    const agentsOf = { threadId: threadId(1), deep: true };
    expect(await listed(home.store, { agentsOf, sourceKinds: ['vscode'] })).toEqual([]);
    expect(await listed(home.store, { agentsOf, sourceKinds: [] })).toEqual([]);
    expect(await listed(home.store, { agentsOf, sourceKinds: ['subAgent'] })).toEqual([3, 2]);
  });

  it('leave excluded ones out before a page is cut', async () => {
    using home = family();
    const agentsOf = { threadId: threadId(1), deep: true };
    const excluded = new Set([threadId(3)]);
    expect(await listed(home.store, { agentsOf, excluded, limit: 1 })).toEqual([2]);
  });
});

describe('threads in which nothing was said', () => {
  it.each([
    ['0.169.0', [1]],
    ['0.118.0', []],
  ] as const)('are listed under %s when they are archived, or members: %j', async (dialect, found) => {
    using folder = temporaryHome();
    const created = '2026-11-20T10:00:00.000Z';
    writeRollout(folder.path, { n: 1, created, message: null, archived: true });
    writeRollout(folder.path, { n: 2, created, message: null });
    const store = createJsonlThreadStore({ codexHome: folder.path, dialect, clock: heldClock() });
    expect(await listed(store)).toEqual([]);
    expect(await listed(store, { archived: true })).toEqual(found);
    const members = new Map([[threadId(2), 1]]);
    expect(await listed(store, { members })).toEqual(found.map(() => 2));
  });
});

describe('threads attached to another one', () => {
  it('are listed only for whoever asks for them', async () => {
    using folder = temporaryHome();
    const store = createJsonlThreadStore({ codexHome: folder.path, dialect: '0.169.0', clock: heldClock() });
    for (const [n, more] of [
      [1, {}],
      [2, { forkedFromId: threadId(1) }],
      [3, { forkedFromId: threadId(1), isAttached: true as const }],
    ] as const) {
      const log = store.create(metaOf(n, { cliVersion: '0.169.0', ...more }));
      log.append(turn('t1', 'hello', 'yes'));
      await log.close();
    }
    const all = { modelProviders: null };
    expect(await listed(store, all)).toEqual([2, 1]);
    expect(await listed(store, { ...all, attached: 'shown' })).toEqual([3, 2, 1]);
    expect(await listed(store, { ...all, attached: { to: threadId(1) } })).toEqual([3]);
    expect(await listed(store, { ...all, attached: { to: threadId(2) } })).toEqual([]);
  });
});
