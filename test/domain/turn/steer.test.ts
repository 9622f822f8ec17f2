import { describe, expect, test } from 'vitest';
import { oldest } from '../behaviours.js';
import { failureOf } from '../refusal.js';
import { answer, completed, created, messageAdded, messageDone, text } from '../scripted-model.js';
import { input, say, testAgent, told } from '../test-agent.js';

describe('steering', () => {
  test('cuts the response at once: its partial message never completes, the input follows', async () => {
    const { thread, model, events, settled } = testAgent();
    const live = await thread();
    const { turn, begin } = live.startTurn(say('go'));
    begin();
    await settled();
    model.last.send(created, messageAdded('msg_1'), text('fragment '));
    await settled();
    events.length = 0;
    expect(live.steer(say('other way'), turn.id)).toEqual({ turnId: turn.id });
    expect(events).toEqual([]);
    await settled();
    expect(model.responses[0]?.signal.aborted).toBe(true);
    expect(told(events)).toEqual(['rateLimits', 'itemStarted userMessage', 'itemCompleted userMessage']);
    model.last.send(...answer('msg_2', 'Turned.'));
    await settled();
    expect(told(events).filter((word) => word.includes('agentMessage'))).toEqual([
      'itemStarted agentMessage',
      'itemCompleted agentMessage',
    ]);
    expect(told(events).at(-1)).toBe('turnCompleted completed');
    expect(JSON.stringify(model.last.request.input)).toContain('other way');
  });

  test('waits for the end of the response where the behaviour says so, and asks again', async () => {
    const { thread, model, events, settled } = testAgent({ base: oldest });
    const live = await thread();
    const { turn, begin } = live.startTurn(say('go'));
    begin();
    await settled();
    model.last.send(created, messageAdded('msg_1'), text('fragment '));
    await settled();
    live.steer(say('other way'), turn.id);
    await settled();
    events.length = 0;
    expect(model.responses).toHaveLength(1);
    model.last.send(messageDone('msg_1', 'fragment one'), completed());
    await settled();
    expect(told(events)).toEqual([
      'itemCompleted agentMessage',
      'tokenUsage 100',
      'rateLimits',
      'itemStarted userMessage',
      'itemCompleted userMessage',
    ]);
    model.last.send(...answer('msg_2', 'Turned.'));
    await settled();
    expect(told(events).at(-1)).toBe('turnCompleted completed');
  });

  test('is refused without a turn, for another turn, without input, with too much of it', async () => {
    const { thread, settled } = testAgent();
    const live = await thread();
    expect(failureOf(() => live.steer(say('x'), 'any'))).toBe('noActiveTurn');
    const { turn, begin } = live.startTurn(say('go'));
    begin();
    await settled();
    expect(failureOf(() => live.steer(say('x'), 'other'))).toBe('turnMismatch');
    expect(failureOf(() => live.steer(say('x'), ''))).toBe('expectedTurnIdEmpty');
    expect(failureOf(() => live.steer(input(), turn.id))).toBe('inputEmpty');
    expect(failureOf(() => live.steer(say('x'.repeat(1_048_577)), turn.id))).toBe('inputTooLarge');
  });

  test('input that comes while the turn is ending for good is not lost: it is consumed first', async () => {
    const { thread, model, settled } = testAgent();
    const live = await thread();
    const { turn, begin } = live.startTurn(say('go'));
    begin();
    await settled();
    model.last.send(...answer('msg_1', 'One.'));
    live.steer(say('and this'), turn.id);
    await settled();
    expect(model.responses).toHaveLength(2);
    expect(JSON.stringify(model.last.request.input)).toContain('and this');
  });
});

describe('a second turn/start while a turn runs', () => {
  test('answers with the running turn and adds the input to it', async () => {
    const { thread, model, events, settled } = testAgent();
    const live = await thread();
    const first = live.startTurn(say('go'));
    first.begin();
    await settled();
    const second = live.startTurn(say('more'));
    expect(second.turn.id).toBe(first.turn.id);
    second.begin();
    await settled();
    model.last.send(...answer('msg_1', 'Both.'));
    await settled();
    expect(told(events).filter((word) => word.startsWith('turn'))).toEqual([
      'turnStarted',
      'turnCompleted completed',
    ]);
    expect(JSON.stringify(model.last.request.input)).toContain('more');
  });

  test('answers with an id that never starts where the behaviour says so', async () => {
    const { thread, model, events, settled } = testAgent({ base: oldest });
    const live = await thread();
    const first = live.startTurn(say('go'));
    first.begin();
    await settled();
    const second = live.startTurn(say('more'));
    expect(second.turn.id).not.toBe(first.turn.id);
    second.begin();
    model.last.send(...answer('msg_1', 'One.'));
    await settled();
    model.last.send(...answer('msg_2', 'Two.'));
    await settled();
    const ids = events.flatMap(({ event }) => (event.type === 'turnCompleted' ? [event.turn.id] : []));
    expect(ids).toEqual([first.turn.id]);
  });

  test('starts a turn of its own when the running one is already ending', async () => {
    const { thread, model, events, settled } = testAgent();
    const live = await thread();
    const first = live.startTurn(say('go'));
    first.begin();
    await settled();
    const interrupted = live.interrupt(first.turn.id);
    const second = live.startTurn(say('next'));
    second.begin();
    expect(second.turn.id).not.toBe(first.turn.id);
    await interrupted;
    await settled();
    expect(live.snapshot({ turns: true })).toMatchObject({
      status: { type: 'active' },
      turns: [{ status: 'interrupted' }, { id: second.turn.id, status: 'inProgress' }],
    });
    expect(live.steer(say('and'), second.turn.id)).toEqual({ turnId: second.turn.id });
    await settled();
    model.last.send(...answer('msg_1', 'Next.'));
    await settled();
    const turns = events.flatMap(({ event }) =>
      event.type === 'turnStarted' || event.type === 'turnCompleted'
        ? [`${event.type} ${event.turn.status}`]
        : [],
    );
    expect(turns).toEqual([
      'turnStarted inProgress',
      'turnCompleted interrupted',
      'turnStarted inProgress',
      'turnCompleted completed',
    ]);
  });
});
