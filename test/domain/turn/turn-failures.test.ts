import { describe, expect, test } from 'vitest';
import { oldest } from '../behaviours.js';
import { answer, created, messageAdded, text } from '../scripted-model.js';
import { input, say, testAgent, told } from '../test-agent.js';

describe('empty input', () => {
  test('runs a turn without a user message', async () => {
    const { thread, model, events, settled } = testAgent();
    (await thread()).startTurn(input()).begin();
    await settled();
    model.last.send(...answer('msg_1', 'Hm.'));
    await settled();
    expect(told(events)).not.toContain('itemStarted userMessage');
    expect(told(events).at(-1)).toBe('turnCompleted completed');
  });

  test('is reported after the answer where the behaviour says so, and does not spoil the next turn', async () => {
    const { thread, model, events, settled } = testAgent({ base: oldest });
    const live = await thread();
    live.startTurn(input()).begin();
    await settled();
    expect(told(events)).toEqual(['systemError', 'turnError input must not be empty']);
    expect(model.responses).toHaveLength(0);
    live.startTurn(say('now')).begin();
    await settled();
    model.last.send(...answer('msg_1', 'Fine.'));
    await settled();
    expect(told(events).at(-1)).toBe('turnCompleted completed');
    expect(told(events).at(-2)).toBe('idle');
  });
});

describe('failures', () => {
  test('tell status, error and end, in this order, and the next turn works', async () => {
    const { thread, model, events, settled } = testAgent({ base: oldest });
    const live = await thread();
    live.startTurn(say('go')).begin();
    await settled();
    events.length = 0;
    model.last.fail({ kind: 'failed', code: 'invalid_prompt', message: 'Invalid prompt: no.' });
    await settled();
    expect(told(events)).toEqual(['systemError', 'turnError Invalid prompt: no.', 'turnCompleted failed']);
    expect(events.at(-1)?.event).toMatchObject({ turn: { error: { message: 'Invalid prompt: no.' } } });
    live.startTurn(say('again')).begin();
    await settled();
    model.last.send(...answer('msg_1', 'Now.'));
    await settled();
    expect(told(events).slice(-2)).toEqual(['idle', 'turnCompleted completed']);
  });

  test('of a stream are announced and tried again, with a fresh item for the new attempt', async () => {
    const { thread, model, clock, events, settled } = testAgent({ policy: { streamMaxRetries: 2 } });
    const live = await thread();
    live.startTurn(say('go')).begin();
    await settled();
    model.last.send(created, messageAdded('msg_1'), text('par'));
    model.last.fail({ kind: 'stream', message: 'cut' });
    await settled();
    expect(told(events).slice(-3)).toEqual([
      'delta par',
      'rateLimits',
      'turnError Reconnecting... 1/2 (retried)',
    ]);
    expect(told(events)).toContain('active');
    const waiting = live.snapshot({ turns: true }).turns[0]?.items ?? [];
    expect(waiting.map(({ type }) => type)).toEqual(['userMessage']);
    await clock.advanceAsync(199);
    expect(model.responses).toHaveLength(1);
    await clock.advanceAsync(1);
    await settled();
    events.length = 0;
    model.last.send(...answer('msg_1', 'whole'));
    await settled();
    expect(told(events).slice(0, 3)).toEqual([
      'itemStarted agentMessage',
      'delta whole',
      'itemCompleted agentMessage',
    ]);
    expect(told(events).at(-1)).toBe('turnCompleted completed');
  });

  test('of a usage limit tell the limits first', async () => {
    const { thread, model, events, settled } = testAgent();
    (await thread()).startTurn(say('go')).begin();
    await settled();
    events.length = 0;
    const primary = { usedPercent: 100, windowDurationMins: 300, resetsAt: 1_900_000_000 };
    const nothing = { limitName: null, normalModelSlug: null, secondary: null, credits: null };
    const more = {
      individualLimit: null,
      spendControlReached: null,
      planType: null,
      rateLimitReachedType: null,
    };
    model.last.fail({
      kind: 'http',
      status: 429,
      reason: '',
      body: '{"error":{"type":"usage_limit_reached"}}',
      url: '',
      headers: {},
      rateLimits: { limitId: 'codex', primary, ...nothing, ...more },
    });
    await settled();
    expect(told(events).slice(0, 2)).toEqual(['rateLimits', 'systemError']);
    expect(events[0]?.event).toMatchObject({ rateLimits: { primary } });
  });

  test('of a context that is too long count the window as full', async () => {
    const { thread, model, events, settled } = testAgent();
    (await thread()).startTurn(say('go')).begin();
    await settled();
    events.length = 0;
    model.last.send(created);
    model.last.fail({ kind: 'failed', code: 'context_length_exceeded', message: '' });
    await settled();
    expect(told(events).slice(0, 4)).toEqual([
      'rateLimits',
      'tokenUsage 258400',
      'rateLimits',
      'systemError',
    ]);
  });

  test('of a response that ends without an end are told as a cut stream', async () => {
    const { thread, model, events, settled } = testAgent();
    (await thread()).startTurn(say('go')).begin();
    await settled();
    model.last.send(created);
    model.last.end();
    await settled();
    expect(told(events)).toContain(
      'turnError stream disconnected before completion: stream closed before response.completed',
    );
  });
});
