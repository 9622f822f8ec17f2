import { describe, expect, test } from 'vitest';
import { DomainError } from '../../src/domain/errors.js';
import { oldest } from './behaviours.js';
import { converse, fork, resume, UNKNOWN } from './calls.js';
import { failureLater, failureOf, NOTHING_REFUSED } from './refusal.js';
import { answer, created, messageAdded, text } from './scripted-model.js';
import { say, testAgent, told } from './test-agent.js';

describe('a thread that is started', () => {
  test('is announced to everyone after the answer, and not listed before its first turn', async () => {
    const { agent, events, settled } = testAgent();
    const live = await agent.startThread({ overrides: {}, config: null, ephemeral: false, originator: 'me' });
    expect(events).toEqual([]);
    await settled();
    expect(told(events)).toEqual(['threadStarted']);
    expect(events[0]?.event).toMatchObject({
      thread: {
        id: live.id,
        preview: '',
        status: { type: 'idle' },
        originator: 'me',
        source: 'vscode',
        cliVersion: '9.9.9',
        turns: [],
      },
    });
    expect(agent.loadedThreadIds()).toEqual([live.id]);
  });

  test('is seen to start before it is seen to work, however soon that is', async () => {
    const { agent, events } = testAgent();
    const live = await agent.startThread({ overrides: {}, config: null, ephemeral: false, originator: 'me' });
    live.startTurn(say('hi')).begin();
    expect(told(events).slice(0, 2)).toEqual(['threadStarted', 'active']);
  });
});

test('the git state is shown from the first turn on', async () => {
  const git = { sha: 'abc', branch: 'main', originUrl: null };
  const bench = testAgent({ deps: { git: { read: async () => git } } });
  const live = await bench.thread();
  expect(live.snapshot({ turns: false }).gitInfo).toBeNull();
  await converse(bench, live, 'hi', 'ho');
  expect(live.snapshot({ turns: false }).gitInfo).toEqual(git);
});

describe('ids', () => {
  test('that are no UUID are told apart from unknown ones', async () => {
    const { agent } = testAgent();
    expect(failureOf(() => agent.liveThread('bogus'))).toBe('threadIdMalformed');
    expect(failureOf(() => agent.liveThread(UNKNOWN))).toBe('threadNotFound');
    expect(await failureLater(() => agent.readThread('bogus', { turns: false }))).toBe('threadIdMalformed');
    expect(await failureLater(() => agent.readThread(UNKNOWN, { turns: false }))).toBe('threadNotLoaded');
    expect(await failureLater(() => agent.readThread(UNKNOWN, { turns: true }))).toBe('threadNotLoaded');
    expect(await failureLater(() => agent.resumeThread(resume(UNKNOWN)))).toBe('rolloutNotFound');
    expect(await failureLater(() => agent.forkThread(fork(UNKNOWN)))).toBe('rolloutNotFound');
    expect(await failureLater(() => agent.archiveThread(UNKNOWN))).toBe('rolloutNotFound');
    expect(await failureLater(() => agent.unarchiveThread(UNKNOWN))).toBe('archivedRolloutNotFound');
    expect(await failureLater(() => agent.setThreadName(UNKNOWN, 'n'))).toBe('threadNotFound');
    expect(await agent.unsubscribe(1, UNKNOWN)).toBe('notLoaded');
  });
});

describe('a thread without a first turn', () => {
  test('can be read and named, but has no turns and no log', async () => {
    const bench = testAgent({ behaviour: oldest });
    const { agent, events, settled } = bench;
    const live = await bench.thread();
    expect(await agent.readThread(live.id, { turns: false })).toMatchObject({ id: live.id, turns: [] });
    expect(await failureLater(() => agent.readThread(live.id, { turns: true }))).toBe(
      'threadNotMaterialized',
    );
    expect(await agent.resumeThread(resume(live.id))).toBe(live);
    expect(await failureLater(() => agent.forkThread(fork(live.id)))).toBe('threadNotMaterialized');
    expect(await failureLater(() => agent.archiveThread(live.id))).toBe('rolloutNotFound');
    await agent.setThreadName(live.id, '  My name ');
    expect(events).toEqual([]);
    await settled();
    expect(events[0]?.event).toEqual({ type: 'threadNameUpdated', threadId: live.id, name: 'My name' });
    expect(live.snapshot({ turns: false }).name).toBe('My name');
    expect(await failureLater(() => agent.setThreadName(live.id, '  '))).toBe('threadNameEmpty');
    expect(await failureLater(() => agent.archiveThread(live.id))).toBe('rolloutNotFound');
  });

  test('is kept by what is done to it, in versions that do so', async () => {
    const { agent, thread } = testAgent();
    const deeds: ((threadId: string) => Promise<unknown>)[] = [
      (threadId) => agent.setThreadName(threadId, 'My name'),
      (threadId) =>
        agent.updateMetadata(threadId, { git: { branch: 'main' }, projectId: null, daybreakEnabled: null }),
      (threadId) => agent.setMemoryMode(threadId, 'disabled'),
      (threadId) => agent.sections.move(threadId, agent.sections.create('A', null).id, null),
    ];
    for (const deed of deeds) {
      const { id } = await thread();
      await deed(id);
      expect(await agent.readThread(id, { turns: true })).toMatchObject({ turns: [] });
      expect((await agent.forkThread(fork(id))).snapshot({ turns: true }).forkedFromId).toBe(id);
      await agent.archiveThread(id);
      expect(agent.loadedThreadIds()).not.toContain(id);
      expect(await agent.unarchiveThread(id)).toMatchObject({ id });
    }
    const { id } = await thread();
    await agent.archiveThread(id);
    expect(await failureLater(() => agent.archiveThread(id))).toBe('rolloutNotFound');
  });

  test('is deleted without a trace', async () => {
    const { agent, thread } = testAgent();
    const { id } = await thread();
    await agent.deleteThread(id);
    expect(await failureLater(() => agent.readThread(id, { turns: false }))).toBe('threadNotLoaded');
  });
});

describe('an ephemeral thread', () => {
  test('can be joined while it is loaded', async () => {
    const bench = testAgent();
    const live = await bench.thread({}, true);
    expect(await bench.agent.resumeThread(resume(live.id))).toBe(live);
  });

  test('cannot be named, forked, archived or read back', async () => {
    const bench = testAgent();
    const { agent } = bench;
    const live = await bench.thread({}, true);
    await converse(bench, live, 'hi', 'ho');
    expect(await failureLater(() => agent.readThread(live.id, { turns: true }))).toBe('threadEphemeral');
    expect(await failureLater(() => agent.setThreadName(live.id, 'n'))).toBe('threadEphemeral');
    for (const act of [() => agent.forkThread(fork(live.id)), () => agent.archiveThread(live.id)]) {
      expect(await failureLater(act)).toBe('rolloutNotFound');
    }
  });

  test('and a thread without a first turn cannot be joined where the behaviour says so', async () => {
    const bench = testAgent({ behaviour: { joinsUnstoredThreads: false } });
    const join = async (ephemeral: boolean) => {
      const live = await bench.thread({}, ephemeral);
      return failureLater(() => bench.agent.resumeThread(resume(live.id)));
    };
    expect(await join(true)).toBe('rolloutNotFound');
    expect(await join(false)).toBe('threadNotMaterialized');
  });
});

describe('archiving', () => {
  test('a running thread interrupts it, unloads it before the answer and is announced after it', async () => {
    const bench = testAgent();
    const { agent, events, model, settled } = bench;
    const live = await bench.thread();
    live.startTurn(say('one')).begin();
    await settled();
    model.last.send(created, messageAdded('msg_1'), text('half'));
    await settled();
    events.length = 0;
    await agent.archiveThread(live.id);
    expect(told(events)).toEqual(['rateLimits', 'idle', 'turnCompleted interrupted', 'notLoaded']);
    await settled();
    expect(told(events).at(-1)).toBe('threadArchived');
    expect(agent.loadedThreadIds()).toEqual([]);
    expect(agent.hub.isSubscribed(1, live.id)).toBe(false);
    expect(failureOf(() => agent.liveThread(live.id))).toBe('threadNotFound');
    expect(await failureLater(() => agent.resumeThread(resume(live.id)))).toBe('threadArchived');
    expect(await failureLater(() => agent.setThreadName(live.id, 'x'))).toBe('threadNotFound');
    expect((await agent.readThread(live.id, { turns: true })).turns).toMatchObject([
      { status: 'interrupted' },
    ]);
    const back = await agent.unarchiveThread(live.id);
    expect(back.status).toEqual({ type: 'notLoaded' });
    expect(await failureLater(() => agent.resumeThread(resume(live.id)))).toBe(NOTHING_REFUSED);
  });

  test('tells that the thread is gone even when its log does not close, and reports that', async () => {
    const bench = testAgent();
    const create = bench.store.create.bind(bench.store);
    bench.store.create = (meta) => {
      const close = () => Promise.reject(new DomainError({ code: 'storage', message: 'gone' }));
      return { ...create(meta), close };
    };
    const live = await bench.thread();
    await converse(bench, live, 'one', 'First.');
    bench.events.length = 0;
    expect(await failureLater(() => bench.agent.archiveThread(live.id))).toBe('storage');
    expect(told(bench.events)).toEqual(['notLoaded']);
    expect(bench.agent.loadedThreadIds()).toEqual([]);
  });

  test('refuses input while it is under way', async () => {
    const bench = testAgent();
    const live = await bench.thread();
    await converse(bench, live, 'one', 'First.');
    const archived = bench.agent.archiveThread(live.id);
    expect(failureOf(() => live.startTurn(say('two')))).toBe('threadClosing');
    expect(await failureLater(() => bench.agent.resumeThread(resume(live.id)))).toBe('threadClosing');
    await archived;
  });
});

describe('unsubscribing', () => {
  test('leaves the thread and its turn alone', async () => {
    const bench = testAgent();
    const { agent, model, events, settled, store } = bench;
    const live = await bench.thread();
    live.startTurn(say('one')).begin();
    await settled();
    events.length = 0;
    expect(await agent.unsubscribe(1, live.id)).toBe('unsubscribed');
    expect(await agent.unsubscribe(1, live.id)).toBe('notSubscribed');
    model.last.send(...answer('msg_1', 'Alone.'));
    await settled();
    expect(told(events)).toEqual(['idle']);
    expect(store.threads.get(live.id)?.records.at(-1)?.type).toBe('turnCompleted');
  });

  test('of the last subscriber unloads at once where the behaviour says so, even a running turn', async () => {
    const bench = testAgent({ base: oldest });
    const { agent, events, settled, store } = bench;
    const live = await bench.thread();
    live.startTurn(say('one')).begin();
    await settled();
    bench.listen(2, live.id);
    expect(await agent.unsubscribe(2, live.id)).toBe('unsubscribed');
    await settled();
    expect(agent.loadedThreadIds()).toEqual([live.id]);
    events.length = 0;
    expect(await agent.unsubscribe(1, live.id)).toBe('unsubscribed');
    expect(await agent.unsubscribe(1, live.id)).toBe('notSubscribed');
    await settled();
    expect(told(events)).toEqual(['idle', 'notLoaded', 'threadClosed']);
    expect(await agent.unsubscribe(1, live.id)).toBe('notLoaded');
    expect(store.threads.get(live.id)?.records.at(-1)?.type).toBe('turnAborted');
  });

  test('a thread that nobody watches is unloaded after its time, but not while it works', async () => {
    const bench = testAgent({ behaviour: { idleUnloadAfterMs: 1_000 } });
    const { agent, clock, model, events, settled } = bench;
    const live = await bench.thread();
    live.startTurn(say('one')).begin();
    await settled();
    agent.hub.unsubscribe(1, live.id);
    await clock.advanceAsync(5_000);
    expect(agent.loadedThreadIds()).toEqual([live.id]);
    model.last.send(...answer('msg_1', 'Done.'));
    await settled();
    await clock.advanceAsync(999);
    expect(agent.loadedThreadIds()).toEqual([live.id]);
    events.length = 0;
    await clock.advanceAsync(1);
    await settled();
    expect(told(events)).toEqual(['notLoaded', 'threadClosed']);
    expect(agent.loadedThreadIds()).toEqual([]);
  });

  test('a thread with a delay of its own is unloaded after that, at once where there is none', async () => {
    const bench = testAgent({ behaviour: { idleUnloadAfterMs: 1_000 } });
    const [slow, quick] = [
      await bench.thread({ unloadDelaySeconds: 5 }),
      await bench.thread({ unloadDelaySeconds: 0 }),
    ];
    for (const { id } of [slow, quick]) bench.agent.hub.unsubscribe(1, id);
    await bench.clock.advanceAsync(0);
    await bench.settled();
    expect(bench.agent.loadedThreadIds()).toEqual([slow.id]);
    await bench.clock.advanceAsync(4_999);
    expect(bench.agent.loadedThreadIds()).toEqual([slow.id]);
    await bench.clock.advanceAsync(1);
    await bench.settled();
    expect(bench.agent.loadedThreadIds()).toEqual([]);
  });

  test('a version that keeps its threads keeps those with a delay of their own, too', async () => {
    const bench = testAgent({ behaviour: { idleUnloadAfterMs: null } });
    const live = await bench.thread({ unloadDelaySeconds: 0 });
    bench.agent.hub.unsubscribe(1, live.id);
    await bench.clock.advanceAsync(5_000);
    expect(bench.agent.loadedThreadIds()).toEqual([live.id]);
  });

  test('the time of a thread that is watched in between counts from the start again', async () => {
    const bench = testAgent({ behaviour: { idleUnloadAfterMs: 1_000 } });
    const live = await bench.thread();
    await converse(bench, live, 'one', 'First.');
    bench.agent.hub.unsubscribe(1, live.id);
    await bench.clock.advanceAsync(900);
    bench.agent.hub.subscribe(1, live.id);
    bench.agent.hub.unsubscribe(1, live.id);
    await bench.clock.advanceAsync(900);
    expect(bench.agent.loadedThreadIds()).toEqual([live.id]);
    await bench.clock.advanceAsync(100);
    await bench.settled();
    expect(bench.agent.loadedThreadIds()).toEqual([]);
  });

  test('a thread that is watched again in time stays', async () => {
    const bench = testAgent({ behaviour: { idleUnloadAfterMs: 1_000 } });
    const live = await bench.thread();
    await converse(bench, live, 'one', 'First.');
    bench.agent.hub.detach(1);
    await bench.clock.advanceAsync(900);
    bench.listen(2, live.id);
    await bench.clock.advanceAsync(5_000);
    expect(bench.agent.loadedThreadIds()).toEqual([live.id]);
  });
});

describe('listing', () => {
  test('shows what is loaded as it is now', async () => {
    const bench = testAgent();
    const live = await bench.thread();
    await converse(bench, live, 'one', 'First.');
    const other = await bench.thread();
    await converse(bench, other, 'two', 'Second.');
    await bench.agent.archiveThread(live.id);
    await bench.agent.unarchiveThread(live.id);
    other.startTurn(say('three')).begin();
    const query = {
      cursor: null,
      limit: null,
      sortKey: 'created_at',
      sortDirection: 'desc',
      modelProviders: null,
      sourceKinds: null,
      archived: false,
      cwd: null,
      searchTerm: null,
      members: null,
    } as const;
    const { data } = await bench.agent.listThreads(query);
    const seen = new Map(data.map(({ id, status, turns }) => [id, [status.type, turns.length]]));
    expect(seen.get(live.id)).toEqual(['notLoaded', 0]);
    expect(seen.get(other.id)).toEqual(['active', 0]);
  });
});

describe('shutting down', () => {
  test('ends every turn, closes every log, and refuses newcomers', async () => {
    const bench = testAgent();
    const { agent, store, settled } = bench;
    const live = await bench.thread();
    live.startTurn(say('one')).begin();
    await settled();
    expect(agent.runningTurns).toBe(1);
    await agent.shutdown();
    expect(agent.runningTurns).toBe(0);
    expect(store.threads.get(live.id)).toMatchObject({ isOpen: false });
    expect(store.threads.get(live.id)?.records.at(-1)?.type).toBe('turnAborted');
    const start = { overrides: {}, config: null, ephemeral: false, originator: 'me' };
    expect(await failureLater(() => agent.startThread(start))).toBe('shuttingDown');
  });

  test('leaves no timer behind', async () => {
    const bench = testAgent();
    const live = await bench.thread();
    await converse(bench, live, 'one', 'First.');
    bench.agent.hub.detach(1);
    expect(bench.clock.pendingTimers).toBe(1);
    await bench.agent.shutdown();
    expect(bench.clock.pendingTimers).toBe(0);
  });

  test('waits for idle as long as a turn runs', async () => {
    const bench = testAgent();
    const live = await bench.thread();
    live.startTurn(say('one')).begin();
    await bench.settled();
    let isIdle = false;
    const idle = bench.agent.whenIdle().then(() => {
      isIdle = true;
    });
    await bench.settled();
    expect(isIdle).toBe(false);
    bench.model.last.send(...answer('msg_1', 'Done.'));
    await idle;
    expect(bench.agent.runningTurns).toBe(0);
  });
});
