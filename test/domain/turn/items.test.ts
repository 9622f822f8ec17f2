import { describe, expect, test } from 'vitest';
import { oldest } from '../behaviours.js';
import { answer, completed, created, messageAdded, messageDone, text } from '../scripted-model.js';
import { input, say, testAgent, told } from '../test-agent.js';

describe('items', () => {
  test('an item that comes only when done starts whole and completes without deltas', async () => {
    const { thread, model, events, settled } = testAgent();
    (await thread()).startTurn(say('hi')).begin();
    await settled();
    model.last.send(created, messageDone('msg_1', 'All at once.'), completed());
    await settled();
    const items = events.flatMap(({ event }) =>
      event.type === 'itemStarted' || event.type === 'itemCompleted' ? [event.item] : [],
    );
    expect(items.slice(2)).toMatchObject([
      { type: 'agentMessage', id: 'msg_1', text: 'All at once.', completedAtMs: null },
      { type: 'agentMessage', id: 'msg_1', text: 'All at once.' },
    ]);
  });

  test('deltas without an item are dropped', async () => {
    const { thread, model, events, settled } = testAgent();
    (await thread()).startTurn(say('hi')).begin();
    await settled();
    model.last.send(created, text('lost'), completed());
    await settled();
    expect(told(events).join()).not.toContain('delta');
    expect(told(events).at(-1)).toBe('turnCompleted completed');
  });

  test('an item the provider never finishes never completes, and nothing is kept of it', async () => {
    const { thread, model, events, settled, store } = testAgent();
    const live = await thread();
    live.startTurn(say('hi')).begin();
    await settled();
    model.last.send(created, messageAdded('msg_1'), text('half '), text('done'), completed());
    await settled();
    expect(told(events)).not.toContain('itemCompleted agentMessage');
    expect(told(events).at(-1)).toBe('turnCompleted completed');
    const records = [...store.threads.values()][0]?.records ?? [];
    expect(JSON.stringify(records)).not.toContain('half');
    live.startTurn(say('again')).begin();
    await settled();
    expect(JSON.stringify(model.last.request.input)).not.toContain('half');
  });

  test('the summary of a finished turn carries its last message where the behaviour says so', async () => {
    for (const base of [undefined, oldest]) {
      const { thread, model, events, settled } = testAgent(base === undefined ? {} : { base });
      (await thread()).startTurn(say('hi')).begin();
      await settled();
      model.last.send(...answer('msg_1', 'Hello.'));
      await settled();
      const last = events.at(-1)?.event;
      if (last?.type !== 'turnCompleted') throw new Error('the turn has not ended');
      expect(last.turn.items.map(({ id }) => id)).toEqual(base === undefined ? ['msg_1'] : []);
      expect(last.turn.itemsView).toBe(base === undefined ? 'summary' : 'notLoaded');
    }
  });
});

test('token usage adds up over responses and keeps what a response does not report', async () => {
  const { thread, model, events, settled } = testAgent();
  const live = await thread();
  live.startTurn(say('one')).begin();
  await settled();
  model.last.send(created, messageDone('m', 'x'), completed(1050));
  await settled();
  live.startTurn(say('two')).begin();
  await settled();
  model.last.send(created, messageDone('m2', 'x'), {
    type: 'completed',
    responseId: 'resp_1',
    usage: null,
    reportedUsage: null,
  });
  await settled();
  expect(told(events).filter((word) => word.startsWith('tokenUsage'))).toEqual([
    'tokenUsage 1050',
    'tokenUsage 1050',
  ]);
  expect(live.tokenUsage?.usage).toMatchObject({
    total: { totalTokens: 1050 },
    last: { totalTokens: 1050 },
    modelContextWindow: 258_400,
  });
});

test('an ephemeral thread keeps nothing and works all the same', async () => {
  const { thread, model, events, store, settled } = testAgent();
  const live = await thread({}, true);
  live.startTurn(say('hi')).begin();
  await settled();
  model.last.send(...answer('msg_1', 'Hello.'));
  await settled();
  expect(told(events)).not.toContain('readStateChanged');
  expect(told(events).at(-1)).toBe('turnCompleted completed');
  expect(store.threads.size).toBe(0);
  expect(live.snapshot({ turns: false })).toMatchObject({ path: null, ephemeral: true, preview: '' });
});

test('a user message shows what a client may leave out', async () => {
  const { thread, events, settled } = testAgent();
  const live = await thread();
  live.startTurn(input({ type: 'text', text: 'hi' }, { type: 'image', url: 'data:,' })).begin();
  await settled();
  const shown = events.flatMap(({ event }) => (event.type === 'itemCompleted' ? [event.item] : []));
  expect(shown).toMatchObject([
    {
      clientId: null,
      content: [
        { type: 'text', text: 'hi', text_elements: [] },
        { type: 'image', url: 'data:,', detail: null },
      ],
    },
  ]);
});

test('credits and plan are remembered when an answer says nothing of them', async () => {
  const { thread, model, events, settled } = testAgent();
  const live = await thread();
  const limits = {
    limitId: 'codex',
    limitName: null,
    normalModelSlug: null,
    primary: { usedPercent: 13, windowDurationMins: 300, resetsAt: null },
    secondary: null,
    credits: { hasCredits: true, unlimited: false, balance: '9.99' },
    individualLimit: null,
    spendControlReached: null,
    planType: 'plus',
    rateLimitReachedType: null,
  } as const;
  for (const rateLimits of [limits, { ...limits, primary: null, credits: null, planType: null }]) {
    live.startTurn(say('go')).begin();
    await settled();
    model.last.send({ type: 'rateLimits', rateLimits }, ...answer('msg', 'x'));
    await settled();
  }
  const told = events.flatMap(({ event }) => (event.type === 'rateLimits' ? [event.rateLimits] : []));
  expect(told).toMatchObject([
    { primary: { usedPercent: 13 }, credits: { balance: '9.99' }, planType: 'plus' },
    { primary: null, credits: { balance: '9.99' }, planType: 'plus' },
  ]);
});
