import { describe, expect, test } from 'vitest';
import { oldest } from '../behaviours.js';
import { failureLater, NOTHING_REFUSED } from '../refusal.js';
import { created, messageAdded, messageDone, text } from '../scripted-model.js';
import { input, say, testAgent, told } from '../test-agent.js';

describe('interrupting', () => {
  test('closes the stream, loses the partial message and is answered before the news', async () => {
    const { thread, model, events, settled, store } = testAgent();
    const live = await thread();
    const { turn, begin } = live.startTurn(say('go'));
    begin();
    await settled();
    model.last.send(created, messageAdded('msg_1'), text('fragment '));
    await settled();
    events.length = 0;
    let toldBefore: string[] = [];
    await live.interrupt(turn.id).then(() => {
      toldBefore = told(events);
    });
    expect(toldBefore).toEqual(['rateLimits']);
    await settled();
    expect(told(events)).toEqual(['rateLimits', 'idle', 'turnCompleted interrupted']);
    expect(model.last.signal.aborted).toBe(true);
    expect(store.threads.get(live.id)?.records.at(-1)).toMatchObject({
      type: 'turnAborted',
      turnId: turn.id,
    });
    live.startTurn(say('again')).begin();
    await settled();
    expect(JSON.stringify(model.last.request.input)).toContain('<turn_aborted>');
    expect(JSON.stringify(model.last.request.input)).not.toContain('fragment ');
  });

  test('leaves the thread unread when something was said that is no mere commentary', async () => {
    for (const [phase, news] of [
      [undefined, ['readStateChanged']],
      ['commentary', []],
    ] as const) {
      const { thread, model, events, settled } = testAgent();
      const live = await thread();
      const { turn, begin } = live.startTurn(say('go'));
      begin();
      await settled();
      model.last.send(created, messageDone('msg_1', 'Said.', phase), messageAdded('msg_2'), text('cut'));
      await settled();
      events.length = 0;
      let toldBefore: string[] = [];
      await live.interrupt(turn.id).then(() => {
        toldBefore = told(events);
      });
      await settled();
      expect(toldBefore.filter((word) => word === 'readStateChanged')).toEqual(news);
      expect(told(events).slice(-2)).toEqual(['idle', 'turnCompleted interrupted']);
    }
  });

  test('is refused when nothing runs, whatever the behaviour', async () => {
    for (const base of [undefined, oldest]) {
      const { thread } = testAgent(base === undefined ? {} : { base });
      const live = await thread();
      expect(await failureLater(() => live.interrupt('any'))).toBe('noActiveTurn');
    }
  });

  test('compares the turn id where the behaviour says so', async () => {
    for (const [base, expected] of [
      [undefined, 'turnMismatch'],
      [oldest, 'nothing was refused'],
    ] as const) {
      const { thread, settled } = testAgent(base === undefined ? {} : { base });
      const live = await thread();
      live.startTurn(say('go')).begin();
      await settled();
      expect(await failureLater(() => live.interrupt('other'))).toBe(expected);
    }
  });

  test('works at once after the answer to turn/start', async () => {
    const { thread, events, settled } = testAgent();
    const live = await thread();
    const { turn, begin } = live.startTurn(say('go'));
    const interrupted = live.interrupt(turn.id);
    begin();
    await interrupted;
    await settled();
    expect(told(events)).toEqual([
      'active',
      'turnStarted',
      'itemStarted userMessage',
      'itemCompleted userMessage',
      'idle',
      'turnCompleted interrupted',
    ]);
  });

  test('twice at once is answered twice and ends the turn once', async () => {
    const { thread, events, settled } = testAgent();
    const live = await thread();
    const { turn, begin } = live.startTurn(say('go'));
    begin();
    await settled();
    await Promise.all([live.interrupt(turn.id), live.interrupt(turn.id)]);
    await settled();
    expect(told(events).filter((word) => word.startsWith('turnCompleted'))).toHaveLength(1);
    expect(await failureLater(() => live.interrupt(turn.id))).toBe('noActiveTurn');
  });

  test('without a turn id means whatever runs', async () => {
    const { thread, settled } = testAgent();
    const live = await thread();
    live.startTurn(say('go')).begin();
    await settled();
    expect(await failureLater(() => live.interrupt(''))).toBe(NOTHING_REFUSED);
  });

  test('in the middle of a batch lets nothing more of it through', async () => {
    const { agent, thread, model, events, settled } = testAgent();
    const live = await thread();
    const { turn, begin } = live.startTurn(say('go'));
    begin();
    await settled();
    agent.hub.attach(2, ({ event }) => {
      if (event.type === 'agentMessageDelta' && event.delta === 'a') void live.interrupt(turn.id);
    });
    agent.hub.subscribe(2, live.id);
    model.last.send(created, messageAdded('msg_1'), text('a'), text('b'), messageDone('msg_1', 'ab'));
    await settled();
    expect(told(events)).not.toContain('delta b');
    expect(told(events)).not.toContain('itemCompleted agentMessage');
    expect(told(events).at(-1)).toBe('turnCompleted interrupted');
  });

  test('while an image is read records nothing of the input any more', async () => {
    let finish = (): void => {};
    const read = (): Promise<{ problem: string; isFile: boolean }> =>
      new Promise((resolve) => {
        finish = () => resolve({ problem: 'too late', isFile: false });
      });
    const { thread, model, events, settled, store } = testAgent({
      deps: {
        images: {
          read,
          view: async () => ({ problem: 'unreadable', detail: '' }),
          sound: async () => ({ problem: null }),
        },
      },
    });
    const live = await thread();
    const { turn, begin } = live.startTurn(input({ type: 'localImage', path: '/slow.png' }));
    begin();
    await live.interrupt(turn.id);
    await settled();
    finish();
    await settled();
    expect(model.responses).toHaveLength(0);
    expect(told(events)).toEqual(['active', 'turnStarted', 'idle', 'turnCompleted interrupted']);
    expect(store.threads.get(live.id)?.records.at(-1)?.type).toBe('turnAborted');
  });

  test('a turn that waits for the end of the one before it ends it after that one', async () => {
    const { thread, events, settled } = testAgent();
    const live = await thread();
    const first = live.startTurn(say('one'));
    first.begin();
    await settled();
    const ending = live.interrupt(first.turn.id);
    const second = live.startTurn(say('two'));
    second.begin();
    await Promise.all([ending, live.interrupt(second.turn.id)]);
    await settled();
    const turns = events.flatMap(({ event }) =>
      event.type === 'turnStarted' || event.type === 'turnCompleted' ? [[event.type, event.turn.id]] : [],
    );
    expect(turns).toEqual([
      ['turnStarted', first.turn.id],
      ['turnCompleted', first.turn.id],
      ['turnStarted', second.turn.id],
      ['turnCompleted', second.turn.id],
    ]);
  });

  test('ends a wait for a retry', async () => {
    const { thread, model, clock, settled, events } = testAgent({ policy: { streamMaxRetries: 3 } });
    const live = await thread();
    const { turn, begin } = live.startTurn(say('go'));
    begin();
    await settled();
    model.last.fail({ kind: 'stream', message: 'cut' });
    await settled();
    expect(clock.pendingTimers).toBe(1);
    await live.interrupt(turn.id);
    await settled();
    expect(clock.pendingTimers).toBe(0);
    expect(told(events).at(-1)).toBe('turnCompleted interrupted');
  });
});
