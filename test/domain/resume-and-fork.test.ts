import { describe, expect, test } from 'vitest';
import { oldest } from './behaviours.js';
import { converse, fork, restarted, resume, UNKNOWN } from './calls.js';
import { failureLater } from './refusal.js';
import { created, messageAdded, text } from './scripted-model.js';
import { say, testAgent, told } from './test-agent.js';

describe('resuming', () => {
  test('a stored thread shows its turns, tells its status before the answer and goes on where it was', async () => {
    const first = testAgent();
    const live = await first.thread();
    const turnId = await converse(first, live, 'one', 'First.');
    const second = restarted(first);
    const resumed = await second.agent.resumeThread(resume(live.id));
    expect(told(second.events)).toEqual(['idle']);
    expect(resumed.snapshot({ turns: true })).toMatchObject({
      preview: 'one',
      turns: [{ id: turnId, status: 'completed', items: [{ type: 'userMessage' }, { text: 'First.' }] }],
    });
    expect(resumed.tokenUsage).toMatchObject({ turnId, usage: { total: { totalTokens: 100 } } });
    expect(resumed.readState?.firstUnread).toEqual({ type: 'turn', turnId });
    await converse(second, resumed, 'two', 'Second.');
    const roles = second.model.last.request.input.map(({ role }) => role);
    expect(roles).toEqual(['developer', 'user', 'user', 'assistant', 'user']);
    expect(resumed.tokenUsage?.usage.total.totalTokens).toBe(200);
  });

  test('a loaded thread gives the live one, whatever overrides come along', async () => {
    const bench = testAgent();
    const live = await bench.thread();
    await converse(bench, live, 'one', 'First.');
    const again = await bench.agent.resumeThread(resume(live.id, { overrides: { model: 'gpt-other' } }));
    expect(again).toBe(live);
    expect(again.settings.model).toBe('gpt-test');
  });

  test('twice at once loads once, by whatever name, and leaves no second log open', async () => {
    const first = testAgent();
    const live = await first.thread();
    await converse(first, live, 'one', 'First.');
    const { agent, store } = restarted(first);
    let open = 0;
    const openOne = store.open.bind(store);
    store.open = async (where) => {
      const opened = await openOne(where);
      open += 1;
      const close = async (): Promise<void> => {
        open -= 1;
      };
      return { ...opened, log: { ...opened.log, close } };
    };
    const { path } = live.snapshot({ turns: false });
    const all = await Promise.all([
      agent.resumeThread(resume('ignored', { path })),
      agent.resumeThread(resume(live.id)),
      agent.resumeThread(resume(live.id)),
      agent.resumeThread(resume('ignored', { path })),
    ]);
    expect(new Set(all).size).toBe(1);
    expect(open).toBe(1);
  });

  test('a thread whose last turn never ended shows it as interrupted', async () => {
    const first = testAgent();
    const live = await first.thread();
    live.startTurn(say('one')).begin();
    await first.settled();
    first.model.last.send(created, messageAdded('msg_1'), text('half'));
    await first.settled();
    const { agent } = restarted(first);
    const resumed = await agent.resumeThread(resume(live.id));
    expect(resumed.snapshot({ turns: true }).turns).toMatchObject([
      { status: 'interrupted', items: [{ type: 'userMessage' }] },
    ]);
  });

  test('keeps what the thread ran with, unless told otherwise', async () => {
    const first = testAgent();
    const live = await first.thread();
    live.startTurn(say('one', { overrides: { model: 'gpt-other', effort: 'high', cwd: '/else' } })).begin();
    await first.settled();
    const { agent } = restarted(first);
    const resumed = await agent.resumeThread(resume(live.id, { overrides: { effort: 'low' } }));
    expect(resumed.settings).toMatchObject({ model: 'gpt-other', effort: 'low', cwd: '/else' });
  });

  test('with another model warns whoever joins', async () => {
    const first = testAgent();
    const live = await first.thread();
    await converse(first, live, 'one', 'First.');
    const { agent, events, settled } = restarted(first);
    await agent.resumeThread(resume(live.id, { overrides: { model: 'gpt-other' } }));
    agent.hub.subscribe(1, live.id);
    await settled();
    expect(events.map(({ event }) => event)).toContainEqual({
      type: 'threadWarning',
      message: expect.stringContaining('recorded with model `gpt-test` but is resuming with `gpt-other`'),
    });
  });

  test('by a path goes before the id; another path than the live one is refused', async () => {
    const bench = testAgent();
    const live = await bench.thread();
    await converse(bench, live, 'one', 'First.');
    const { path } = live.snapshot({ turns: false });
    expect(await bench.agent.resumeThread(resume('garbage', { path }))).toBe(live);
    expect(await failureLater(() => bench.agent.resumeThread(resume(live.id, { path: '/else' })))).toBe(
      'resumePathMismatch',
    );
  });

  test('from given history begins a thread of its own', async () => {
    const bench = testAgent();
    const history = [
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'ho' }] },
    ];
    const live = await bench.agent.resumeThread(resume(UNKNOWN, { history }));
    expect(live.id).not.toBe(UNKNOWN);
    expect(live.snapshot({ turns: true })).toMatchObject({
      preview: 'hi',
      turns: [{ status: 'completed', items: [{ id: 'item-1' }, { id: 'item-2', text: 'ho' }] }],
    });
    expect(await failureLater(() => bench.agent.resumeThread(resume(UNKNOWN, { history: [] })))).toBe(
      'historyEmpty',
    );
    expect(await failureLater(() => bench.agent.resumeThread(resume(live.id, { history })))).toBe(
      'historyOnRunningThread',
    );
  });
});

describe('forking', () => {
  test('a fork goes on with what the fork was made with, though nothing was said in it', async () => {
    const bench = testAgent();
    const live = await bench.thread();
    await converse(bench, live, 'one', 'First.');
    const overrides = { cwd: '/elsewhere', approvalPolicy: 'never' } as const;
    const first = await bench.agent.forkThread(fork(live.id, { overrides }));
    const second = await bench.agent.forkThread(fork(first.id));
    expect(second.settings).toMatchObject(overrides);
    const resumed = await restarted(bench).agent.resumeThread(resume(first.id));
    expect(resumed.settings).toMatchObject(overrides);
  });

  test('copies the turns with their ids, and the name where the behaviour says so', async () => {
    for (const base of [undefined, oldest]) {
      const bench = testAgent(base === undefined ? {} : { base });
      const { agent, events, settled } = bench;
      const live = await bench.thread();
      const turnId = await converse(bench, live, 'one', 'First.');
      await agent.setThreadName(live.id, 'Named');
      await settled();
      events.length = 0;
      const copy = await agent.forkThread(fork(live.id));
      await settled();
      expect(told(events)).toEqual(['threadStarted']);
      expect(copy.snapshot({ turns: true })).toMatchObject({
        forkedFromId: live.id,
        preview: 'one',
        name: base === undefined ? 'Named' : null,
        turns: [{ id: turnId, status: 'completed' }],
      });
      expect(bench.store.threads.get(copy.id)?.synced).toBeGreaterThan(0);
      expect(copy.readState).toEqual({ firstUnread: null, revision: `initial:${copy.id}` });
    }
  });

  test('takes along what is attached to the thread, under ids of its own, unless it is not kept', async () => {
    const bench = testAgent();
    const live = await bench.thread();
    await converse(bench, live, 'one', 'First.');
    const { attachments } = bench.agent;
    for (const identityKey of ['b', 'a']) {
      await attachments.add({ threadId: live.id, attachmentType: 'pr', identityKey }, { n: 1 });
    }
    const page = { cursor: null, limit: null };
    const { data: source } = attachments.list(live.id, page);
    const copy = await bench.agent.forkThread(fork(live.id));
    const { data } = attachments.list(copy.id, page);
    expect(data.map(({ identityKey, payload }) => [identityKey, payload])).toEqual([
      ['b', { n: 1 }],
      ['a', { n: 1 }],
    ]);
    expect(data.map(({ id }) => id)).not.toEqual(source.map(({ id }) => id));
    const passing = await bench.agent.forkThread(fork(live.id, { ephemeral: true }));
    expect(attachments.list(passing.id, page).data).toEqual([]);
  });

  test('a running thread interrupts the turn in the copy and leaves it alone in the source', async () => {
    const bench = testAgent();
    const live = await bench.thread();
    live.startTurn(say('one')).begin();
    await bench.settled();
    const copy = await bench.agent.forkThread(fork(live.id));
    const interrupted = [{ status: 'interrupted', completedAt: null, durationMs: null }];
    expect(copy.snapshot({ turns: true }).turns).toMatchObject(interrupted);
    expect(bench.store.threads.get(copy.id)?.records.at(-2)?.type).toBe('turnAborted');
    expect(live.snapshot({ turns: true }).turns).toMatchObject([{ status: 'inProgress' }]);
  });

  test('stops at the turn it is told to', async () => {
    const bench = testAgent();
    const live = await bench.thread();
    const ids = [];
    for (const words of ['one', 'two', 'three']) ids.push(await converse(bench, live, words, words));
    const upTo = await bench.agent.forkThread(fork(live.id, { lastTurnId: ids[1] ?? null }));
    const before = await bench.agent.forkThread(fork(live.id, { beforeTurnId: ids[1] ?? null }));
    expect(upTo.snapshot({ turns: true }).turns.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(before.snapshot({ turns: true }).turns.map(({ id }) => id)).toEqual(ids.slice(0, 1));
  });

  test('is refused at a turn that the thread does not have', async () => {
    const bench = testAgent();
    const live = await bench.thread();
    await converse(bench, live, 'one', 'one');
    for (const point of [{ lastTurnId: 'nobody' }, { beforeTurnId: 'nobody' }]) {
      await expect(bench.agent.forkThread(fork(live.id, point))).rejects.toMatchObject({
        code: 'turnNotFound',
      });
    }
  });
});
