// Threads in one home, written in turns by our store and by the real servers: each must read all of it.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createJsonlThreadStore } from '../../src/adapters/store/index.js';
import { type Backend, createBackend, PROVIDER_ID } from '../../src/backend/index.js';
import type { ThreadStore } from '../../src/domain/ports.js';
import type { HistoryRecord } from '../../src/domain/records.js';
import { reduceHistory } from '../../src/domain/thread/history.js';
import type { Thread, ThreadItem, Turn } from '../../src/protocol/index.js';
import { systemClock } from '../../src/util/clock.js';
import { timeOrderedId } from '../../src/util/ids.js';
import { query } from '../adapters/store/rollout-files.js';
import { metaOf } from '../adapters/store/support.js';
import { handshake, runTurn, startThread } from './support/compare.js';
import { richTurns } from './support/rich-turns.js';
import { type Frame, freshFolder, startTarget, type Target, type Version } from './support/target.js';

const versions = ['0.118.0', '0.169.0'] as const;

interface Bench {
  readonly home: string;
  readonly codexHome: string;
  readonly backend: Backend;
  store(version: Version): ThreadStore;
  real(version: Version): Promise<Target>;
}

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function bench(): Promise<Bench> {
  const home = freshFolder('store');
  const codexHome = join(home, 'codex');
  const backend = createBackend({
    script: {
      replies: [
        { when: { text: 'run it' }, call: { name: 'exec_command', arguments: { cmd: 'echo hi' } }, times: 1 },
        { when: { text: 'fail' }, error: { status: 400, message: 'bad thing happened' } },
        { when: { text: 'never ends' }, parts: [{ text: 'a part of' }, { hold: 'for ever' }] },
      ],
      otherwise: { reasoning: { summary: '**Think** first.' }, text: 'The real answer.' },
    },
  });
  await backend.listen();
  mkdirSync(codexHome, { recursive: true });
  cleanups.push(
    () => rmSync(home, { recursive: true, force: true }),
    () => backend.close(),
  );
  return {
    home,
    codexHome,
    backend,
    store(version) {
      const store = createJsonlThreadStore({ codexHome, dialect: version, clock: systemClock });
      cleanups.push(() => store.close());
      return store;
    },
    async real(version) {
      const config = `approval_policy = "never"\nsandbox_mode = "danger-full-access"\n${backend.codexConfig()}`;
      const target = await startTarget({ side: 'real', version, config, home });
      cleanups.push(() => target.close());
      await handshake(target);
      return target;
    },
  };
}

async function result<T>(answer: Promise<Frame>): Promise<T> {
  const frame = await answer;
  if (!('result' in frame)) throw new Error(JSON.stringify(frame));
  return frame.result as T;
}

async function listed(target: Target, params: Frame = {}): Promise<Thread[]> {
  return (await result<{ data: Thread[] }>(target.request('thread/list', { modelProviders: [], ...params })))
    .data;
}

/** Turns as both sides can show them: without ids of items and of time. */
function shape(turns: readonly Turn[]): unknown[] {
  return turns.map((turn) => ({
    id: turn.id,
    status: turn.status,
    error: turn.error?.message ?? null,
    items: turn.items.map(itemShape),
  }));
}

function itemShape(item: ThreadItem): unknown {
  if (item.type === 'userMessage') {
    return ['user', item.content.map((part) => (part.type === 'text' ? part.text : part.type))];
  }
  if (item.type === 'agentMessage') return ['agent', item.text];
  if (item.type === 'reasoning') return ['reasoning', item.summary];
  if (item.type === 'fileChange') return ['patch', item.changes];
  if (item.type === 'commandExecution') {
    return ['command', item.command, item.cwd, item.exitCode, item.aggregatedOutput];
  }
  return [item.type];
}

function turnsOf(records: readonly HistoryRecord[]): unknown[] {
  return shape(reduceHistory(records).turns());
}

/** What 0.118.0 shows of turns whose commands and failures it did not write down. */
function withoutCommands(turns: unknown[]): unknown[] {
  return (turns as { items: unknown[][] }[]).map((turn) => ({
    ...turn,
    items: turn.items.filter(([type]) => type !== 'command'),
  }));
}

describe.each(versions)('a thread begun by the real %s', (version) => {
  it('is listed and read by us in full, goes on with us, and then again with the real one', async () => {
    const at = await bench();
    const first = await at.real(version);
    const threadId = await startThread(first, version === '0.118.0' ? { persistExtendedHistory: true } : {});
    await runTurn(first, threadId, 'hello there');
    await runTurn(first, threadId, 'run it');
    await runTurn(first, threadId, 'fail');
    const read = await result<{ thread: Thread }>(
      first.request('thread/read', { threadId, includeTurns: true }),
    );
    await first.close();

    const store = at.store(version);
    const [ours] = (await store.list(query())).threads;
    const theirs = read.thread;
    expect(ours).toMatchObject({
      meta: { id: threadId, cwd: theirs.cwd, modelProvider: theirs.modelProvider, source: theirs.source },
      // Not theirs: now and then 0.118.0 takes a later message of the first thread in a home.
      preview: 'hello there',
      path: theirs.path,
    });
    expect(Math.floor((ours?.meta.createdAt ?? 0) / 1000)).toBe(theirs.createdAt);
    const opened = await store.open({ threadId });
    expect(turnsOf(opened.records)).toEqual(shape(theirs.turns));
    expect(turnsOf(opened.records).map((turn) => (turn as Turn).status)).toEqual([
      'completed',
      'completed',
      'failed',
    ]);

    const added = richTurns();
    opened.log.append(added);
    await opened.log.close();

    const second = await at.real(version);
    const resumed = await result<{ thread: Thread }>(second.request('thread/resume', { threadId }));
    expect(shape(resumed.thread.turns)).toEqual([...shape(theirs.turns), ...turnsOf(added)]);
    at.backend.clearRequests();
    await runTurn(second, threadId, 'and now you');
    const input = JSON.stringify(at.backend.requests.at(-1)?.body);
    for (const words of ['hello there', 'do something', 'It is done.', 'Once more.', 'and now you']) {
      expect(input).toContain(words);
    }
    const last = await result<{ thread: Thread }>(
      second.request('thread/read', { threadId, includeTurns: true }),
    );
    await second.close();
    const again = await store.read(threadId);
    expect(turnsOf(again?.records ?? [])).toEqual(shape(last.thread.turns));
  });
});

describe.each(versions)('a thread begun by us in the profile of %s', (dialect) => {
  it.each(versions)('is listed, read and resumed by the real %s, and goes on with us', async (version) => {
    const at = await bench();
    const store = at.store(dialect);
    const meta = metaOf(1, {
      id: timeOrderedId(),
      createdAt: Date.now(),
      cwd: at.home,
      modelProvider: PROVIDER_ID,
      cliVersion: dialect,
      git: { sha: 'a'.repeat(40), branch: 'main', originUrl: 'https://example.com/repo.git' },
    });
    const records = richTurns();
    const log = store.create(meta);
    log.append(records);
    await log.close();
    await store.setName(meta.id, 'given by us');

    const target = await at.real(version);
    const [thread] = await listed(target);
    // Names of threads in its own dialect 0.169.0 takes from nowhere but its database.
    const hidesName = dialect === '0.169.0' && version === '0.169.0';
    expect(thread).toMatchObject({
      id: meta.id,
      preview: 'do something',
      name: hidesName ? null : 'given by us',
      path: log.path,
      cwd: at.home,
      source: 'vscode',
      createdAt: Math.floor(meta.createdAt / 1000),
      gitInfo: { branch: 'main', originUrl: 'https://example.com/repo.git' },
    });
    const resumed = await result<{ thread: Thread; model: string }>(
      target.request('thread/resume', { threadId: meta.id }),
    );
    // Commands of a thread in the older dialect are the one thing 0.169.0 does not show, of its own threads either.
    const visible = (turns: unknown[]): unknown[] =>
      dialect === '0.118.0' && version === '0.169.0' ? withoutCommands(turns) : turns;
    expect(shape(resumed.thread.turns)).toEqual(visible(turnsOf(records)));
    expect(resumed.model).toBe('gpt-5.5');
    await runTurn(target, meta.id, 'and now you');
    const read = await result<{ thread: Thread }>(
      target.request('thread/read', { threadId: meta.id, includeTurns: true }),
    );
    await target.close();

    const ours = await store.open({ threadId: meta.id });
    const turns = turnsOf(ours.records);
    expect(visible(turns)).toEqual(shape(read.thread.turns));
    expect(turns).toHaveLength(5);
    ours.log.append(richTurns());
    await ours.log.close();
    expect(turnsOf((await store.read(meta.id))?.records ?? [])).toHaveLength(9);
  });
});

describe.each(versions)('names and archives shared with the real %s', (version) => {
  it('are seen by either side', async () => {
    const at = await bench();
    const target = await at.real(version);
    const store = at.store(version);
    const ids: string[] = [];
    for (const text of ['one', 'two']) {
      const threadId = await startThread(target);
      await runTurn(target, threadId, text);
      ids.push(threadId);
    }
    const [first = '', second = ''] = ids;
    await result(target.request('thread/name/set', { threadId: first, name: 'by them' }));
    await expect.poll(async () => (await store.find(first))?.name).toBe('by them');
    await result(target.request('thread/archive', { threadId: first }));
    expect((await store.list(query({ archived: true }))).threads.map(({ meta }) => meta.id)).toEqual([first]);
    await target.close();

    await store.unarchive(first);
    await store.archive(second);
    await store.setName(second, 'by us');
    const again = await at.real(version);
    expect((await listed(again)).map(({ id }) => id)).toEqual([first]);
    const archived = await listed(again, { archived: true });
    expect(archived.map((thread) => [thread.id, thread.name])).toEqual([[second, 'by us']]);
    await result(again.request('thread/unarchive', { threadId: second }));
    expect((await store.find(second))?.archived).toBe(false);
  });
});

describe('forks of the real servers', () => {
  it.each(versions)('of %s are read with the turns they came from', async (version) => {
    const at = await bench();
    const target = await at.real(version);
    const threadId = await startThread(target);
    await runTurn(target, threadId, 'the beginning');
    const fork = await result<{ thread: Thread }>(target.request('thread/fork', { threadId }));
    await runTurn(target, fork.thread.id, 'only here');
    const read = await result<{ thread: Thread }>(
      target.request('thread/read', { threadId: fork.thread.id, includeTurns: true }),
    );
    await target.close();
    const store = at.store(version);
    const ours = await store.read(fork.thread.id);
    expect(turnsOf(ours?.records ?? [])).toEqual(shape(read.thread.turns));
    expect(ours?.thread).toMatchObject({ meta: { forkedFromId: threadId }, preview: 'the beginning' });
    expect((await store.list(query())).threads.map(({ preview }) => preview)).toEqual([
      'the beginning',
      'the beginning',
    ]);
    const { log } = await store.open({ threadId: fork.thread.id });
    log.append(richTurns());
    await log.close();
    const again = await at.real(version);
    const resumed = await result<{ thread: Thread }>(
      again.request('thread/resume', { threadId: fork.thread.id }),
    );
    expect(resumed.thread.turns).toHaveLength(6);
  });
});

describe('writers of one thread, we and the real 0.169.0', () => {
  it('exclude each other', async () => {
    const at = await bench();
    const target = await at.real('0.169.0');
    const store = at.store('0.169.0');
    const threadId = await startThread(target);
    await runTurn(target, threadId, 'hello');
    await expect(store.open({ threadId })).rejects.toMatchObject({ code: 'threadHasOtherWriter' });
    await target.close();
    expect(readdirSync(join(at.codexHome, 'thread-writer-locks'))).toEqual(['.coordination.lock']);

    const { log } = await store.open({ threadId });
    const again = await at.real('0.169.0');
    expect(await again.request('thread/resume', { threadId })).toMatchObject({
      error: { code: -32600, message: `thread ${threadId} already has an active writer` },
    });
    await log.close();
    await result(again.request('thread/resume', { threadId }));
  });
});
