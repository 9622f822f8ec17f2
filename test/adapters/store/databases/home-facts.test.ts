// Facts about threads where a real server of the home keeps them, with databases shaped like its own.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHomeFacts, createJsonlFactStore, OWN_FOLDER } from '../../../../src/adapters/store/index.js';
import type { FactKind, FactStore, Facts } from '../../../../src/domain/facts/fact-store.js';
import { systemClock } from '../../../../src/util/clock.js';
import { addThread, makeTables, openTables } from './real-tables.js';

const KEY = JSON.stringify(['a', 'pr', 'one']);
const goal = {
  threadId: 'a',
  objective: 'be good',
  status: 'budgetLimited' as const,
  tokenBudget: 10,
  tokensUsed: 11,
  timeUsedSeconds: 3,
  createdAt: 100,
  updatedAt: 200,
};
const imported: Facts['importHistory'] = {
  providerId: 'claude-code',
  completedAtMs: 1,
  successes: [{ itemType: 'SKILLS', cwd: null, source: 's', target: 't', title: 'x' }],
  failures: [
    {
      itemType: 'HOOKS',
      errorType: null,
      subErrorType: null,
      failureStage: 'read',
      message: 'm',
      cwd: '/',
      source: null,
    },
  ],
};
const submission = (id: string, text: string) => ({
  id,
  input: [
    { type: 'text' as const, text, text_elements: [{ byteRange: { start: 0, end: 1 }, placeholder: 'p' }] },
    { type: 'image' as const, url: 'data:,x', detail: 'high' as const },
  ],
  clientUserMessageId: `client ${id}`,
  responsesapiClientMetadata: id === 'q1' ? { k: 'v' } : null,
});

/** One of each kind that has a place there, in an order in which they can be put. */
const samples: readonly { [K in FactKind]: [K, string, Facts[K]] }[FactKind][] = [
  ['section', 's', { name: 'Mine', appearance: { icon: 'star', color: null } }],
  ['placement', 'a', { sectionId: 's', position: 7, enteredAt: 50 }],
  [
    'project',
    'p',
    {
      name: 'Work',
      roots: [{ path: '/b' }, { path: '/a' }],
      metadata: { m: 'n' },
      position: 2,
      createdAt: 1,
      updatedAt: 2,
    },
  ],
  ['projectKey', 'once', { projectId: 'p' }],
  ['membership', 'a', { projectId: 'p' }],
  [
    'attachment',
    KEY,
    { id: 'i', threadId: 'a', attachmentType: 'pr', identityKey: 'one', payload: [1, null], createdAt: 9 },
  ],
  ['queue', 'a', [submission('q1', 'one'), submission('q2', 'two')]],
  ['readState', 'a', { firstUnread: { type: 'turn', turnId: 't' }, revision: 'r' }],
  ['git', 'a', { sha: 'abc', branch: 'main', originUrl: null }],
  ['memoryMode', 'a', 'disabled'],
  ['daybreak', 'a', false],
  ['goal', 'a', { goal, deferred: true }],
  ['importHistory', 'i', imported],
];

let home: string;
const own = (): FactStore => createJsonlFactStore(home);
const shared = (): FactStore => createHomeFacts(own(), home, systemClock);
/** What is read is looked up once for each stretch of work; this begins another. */
const later = (): Promise<void> => Promise.resolve();

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'home-facts-'));
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

function putAll(facts: FactStore): void {
  for (const [kind, key, value] of samples) facts.put(kind, key, value);
}

function rows(sql: string, name?: string): unknown[] {
  const database = openTables(home, name);
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

describe('facts in a home whose real server keeps them in databases', () => {
  test.each(samples)('stand there: %s', (kind, key, value) => {
    makeTables(home, 'a');
    putAll(shared());
    const facts = shared();
    expect(facts.get(kind, key)).toEqual(value);
    if (kind !== 'section') expect([...facts.all(kind)]).toEqual([[key, value]]);
    expect(existsSync(join(home, OWN_FOLDER, 'facts.jsonl'))).toBe(false);
  });

  test.each(samples)('are forgotten there: %s', (...[kind, key]) => {
    makeTables(home, 'a');
    const facts = shared();
    putAll(facts);
    facts.put(kind, key, null);
    const cleared = { git: { sha: null, branch: null, originUrl: null }, memoryMode: 'enabled' };
    expect(shared().get(kind, key)).toEqual(cleared[kind as keyof typeof cleared] ?? null);
  });

  test('are those of before where the real server came later', async () => {
    putAll(shared());
    makeTables(home, 'a');
    const facts = shared();
    for (const [kind, key, value] of samples) expect(facts.get(kind, key)).toEqual(value);
    await later();
    const left = own();
    for (const [kind, key] of samples) expect(left.get(kind, key)).toBeNull();
    expect(rows('SELECT git_branch, thread_section_id FROM threads')).toEqual([
      { git_branch: 'main', thread_section_id: 's' },
    ]);
  });

  test('wait in our own file until the real server knows the thread', async () => {
    makeTables(home);
    const facts = shared();
    putAll(facts);
    for (const [kind, key, value] of samples) expect(facts.get(kind, key)).toEqual(value);
    expect(own().get('git', 'a')).toMatchObject({ branch: 'main' });
    await later();
    addThread(home, 'a');
    expect([...facts.all('placement').keys()]).toEqual(['a']);
    expect(facts.get('git', 'a')).toMatchObject({ branch: 'main' });
    expect(rows('SELECT git_branch, thread_section_id FROM threads')).toEqual([
      { git_branch: 'main', thread_section_id: 's' },
    ]);
    expect(own().get('git', 'a')).toBeNull();
  });

  test('wait until the section they name stands there', async () => {
    shared().put('placement', 'a', { sectionId: 's', position: 1, enteredAt: 2 });
    shared().put('section', 's', { name: 'Mine', appearance: null });
    makeTables(home, 'a');
    const facts = shared();
    expect(facts.get('placement', 'a')).toMatchObject({ sectionId: 's' });
    expect(rows('SELECT thread_section_id AS s FROM threads')).toEqual([{ s: null }]);
    expect(facts.get('section', 's')).toMatchObject({ name: 'Mine' });
    await later();
    expect(facts.get('placement', 'a')).toMatchObject({ sectionId: 's' });
    expect(rows('SELECT thread_section_id AS s FROM threads')).toEqual([{ s: 's' }]);
  });

  test('that both have said: what the real server was told counts, and queues are one', async () => {
    const facts = shared();
    facts.put('goal', 'a', { goal, deferred: false });
    facts.put('queue', 'a', [submission('q2', 'two')]);
    await later();
    makeTables(home, 'a');
    const others = createHomeFacts({ ...own(), get: () => null }, home, systemClock);
    others.put('goal', 'a', { goal: { ...goal, objective: 'theirs' }, deferred: false });
    others.put('queue', 'a', [submission('q1', 'one')]);
    expect(facts.get('goal', 'a')?.goal.objective).toBe('theirs');
    expect(facts.get('queue', 'a')?.map(({ id }) => id)).toEqual(['q1', 'q2']);
  });

  test('stay in our own file where the tables are of another make', () => {
    makeTables(home, 'a');
    const database = openTables(home);
    database.exec('ALTER TABLE threads DROP COLUMN git_sha; DROP TABLE thread_read_receipts');
    database.close();
    putAll(shared());
    const left = own();
    expect(left.get('git', 'a')).toMatchObject({ branch: 'main' });
    expect(left.get('readState', 'a')).toMatchObject({ revision: 'r' });
    expect(left.get('placement', 'a')).toBeNull();
    for (const [kind, key, value] of samples) expect(shared().get(kind, key)).toEqual(value);
  });

  test('stay in our own file where the databases are none', () => {
    for (const name of ['state_5', 'goals_1', 'queue_1'])
      writeFileSync(join(home, `${name}.sqlite`), 'no database');
    putAll(shared());
    for (const [kind, key, value] of samples) expect(own().get(kind, key)).toEqual(value);
    for (const [kind, key, value] of samples) expect(shared().get(kind, key)).toEqual(value);
  });
});

describe('what a real server keeps besides', () => {
  test('is left alone in its queue, whose numbers only move where places do', () => {
    makeTables(home);
    const database = openTables(home, 'queue_1');
    database.exec(`INSERT INTO queued_items VALUES ('x', 'a', '{"Other":1}', 0, 1, 1)`);
    database.close();
    const facts = shared();
    const orders = (): unknown[] =>
      rows('SELECT id, queue_order AS n FROM queued_items ORDER BY n', 'queue_1');
    facts.put('queue', 'a', [submission('q1', 'one'), submission('q2', 'two')]);
    expect(orders()).toEqual([
      { id: 'x', n: 0 },
      { id: 'q1', n: 1 },
      { id: 'q2', n: 2 },
    ]);
    facts.put('queue', 'a', [submission('q2', 'two')]);
    expect(orders()).toEqual([
      { id: 'x', n: 0 },
      { id: 'q2', n: 2 },
    ]);
    facts.put('queue', 'a', [submission('q3', 'three'), submission('q2', 'two')]);
    expect(orders()).toEqual([
      { id: 'x', n: 0 },
      { id: 'q3', n: 3 },
      { id: 'q2', n: 4 },
    ]);
    facts.put('queue', 'a', null);
    expect(orders()).toEqual([{ id: 'x', n: 0 }]);
  });

  test('stays in its queue when it came since ours looked', () => {
    makeTables(home);
    const facts = shared();
    facts.put('queue', 'a', [submission('q1', 'one')]);
    expect(facts.get('queue', 'a')).toHaveLength(1);
    const database = openTables(home, 'queue_1');
    database.exec(`INSERT INTO queued_items SELECT 'q2', thread_id, payload_json, 1, 1, 1 FROM queued_items`);
    database.close();
    facts.put('queue', 'a', null);
    expect(facts.get('queue', 'a')?.map(({ id }) => id)).toEqual(['q2']);
  });

  test('stays with a goal that is changed, and not with another one', () => {
    makeTables(home);
    const facts = shared();
    const ids = (): unknown[] =>
      rows('SELECT goal_id AS id, created_at_ms AS at FROM thread_goals', 'goals_1');
    facts.put('goal', 'a', { goal, deferred: false });
    const database = openTables(home, 'goals_1');
    database.exec('UPDATE thread_goals SET created_at_ms = 100123');
    database.close();
    const [first] = ids();
    facts.put('goal', 'a', { goal: { ...goal, objective: 'be better' }, deferred: true });
    expect(ids()).toEqual([{ ...(first as object), at: 100_123 }]);
    facts.put('goal', 'a', { goal: { ...goal, createdAt: 300 }, deferred: false });
    expect(ids()).toEqual([{ id: expect.not.stringMatching((first as { id: string }).id), at: 300_000 }]);
    expect(rows('SELECT * FROM thread_goal_continuation_deferrals', 'goals_1')).toEqual([]);
  });
});
