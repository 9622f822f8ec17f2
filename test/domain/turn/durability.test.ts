import { describe, expect, test } from 'vitest';
import { DomainError } from '../../../src/domain/errors.js';
import type { FactStore } from '../../../src/domain/facts/fact-store.js';
import { memoryFacts } from '../memory-facts.js';
import {
  answer,
  completed,
  created,
  functionCall,
  messageAdded,
  messageDone,
  text,
} from '../scripted-model.js';
import { say, testAgent, told } from '../test-agent.js';

describe('a disk that fails', () => {
  test('fails the turn at once, names the cause, and lets later turns succeed', async () => {
    const { thread, model, store, events, settled } = testAgent();
    const live = await thread();
    store.appendFailure = 'no space left on device';
    live.startTurn(say('go')).begin();
    await settled();
    expect(model.responses).toHaveLength(0);
    expect(told(events)).toEqual([
      'active',
      'turnStarted',
      'systemError',
      expect.stringContaining('no space left on device'),
      'readStateChanged',
      'turnCompleted failed',
    ]);
    store.appendFailure = null;
    live.startTurn(say('again')).begin();
    await settled();
    model.last.send(...answer('msg_1', 'Fine.'));
    await settled();
    expect(told(events).at(-1)).toBe('turnCompleted completed');
  });

  test('for read receipts alone lets the turn come to its end', async () => {
    const facts = memoryFacts();
    const failing: FactStore = {
      ...facts,
      put: () => {
        throw new DomainError({ code: 'storage', message: 'no space left on device' });
      },
    };
    const { thread, model, events, settled } = testAgent({ deps: { facts: failing } });
    const live = await thread();
    live.startTurn(say('go')).begin();
    await settled();
    model.last.send(...answer('msg_1', 'Fine.'));
    await settled();
    expect(told(events)).not.toContain('readStateChanged');
    expect(told(events).at(-1)).toBe('turnCompleted completed');
  });

  test('in the middle of a response announces nothing that was not recorded', async () => {
    const { thread, model, store, events, settled } = testAgent();
    (await thread()).startTurn(say('go')).begin();
    await settled();
    model.last.send(created, messageAdded('msg_1'), text('Hello'));
    await settled();
    store.appendFailure = 'input/output error';
    model.last.send(messageDone('msg_1', 'Hello'), completed());
    await settled();
    expect(told(events)).not.toContain('itemCompleted agentMessage');
    expect(told(events).at(-1)).toBe('turnCompleted failed');
    expect(model.last.signal.aborted).toBe(true);
  });

  test('while tools answer asks the model nothing more', async () => {
    const { thread, model, store, events, settled } = testAgent();
    (await thread()).startTurn(say('go')).begin();
    await settled();
    model.last.send(created, functionCall('c1', 'look'));
    await settled();
    store.appendFailure = 'input/output error';
    model.last.send({ type: 'completed', responseId: 'resp_1', usage: null, reportedUsage: null });
    await settled();
    expect(model.responses).toHaveLength(1);
    expect(told(events).at(-1)).toBe('turnCompleted failed');
  });

  test('when the end is made durable turns success into failure', async () => {
    const { thread, model, store, events, settled } = testAgent();
    (await thread()).startTurn(say('go')).begin();
    await settled();
    store.syncFailure = 'input/output error';
    model.last.send(...answer('msg_1', 'Hello'));
    await settled();
    expect(told(events).at(-1)).toBe('turnCompleted failed');
  });
});

describe('what is acknowledged is recorded', () => {
  test('the input is in the log before the answer to turn/start', async () => {
    const { thread, store } = testAgent();
    const live = await thread();
    live.startTurn(say('remember me'));
    const records = store.threads.get(live.id)?.records ?? [];
    expect(records.map(({ type }) => type)).toEqual([
      'turnStarted',
      'modelItem',
      'modelItem',
      'turnContext',
      'modelItem',
      'itemCompleted',
    ]);
  });

  test('a turn that nobody has been told of is in no snapshot', async () => {
    const { thread } = testAgent();
    const live = await thread();
    const { begin } = live.startTurn(say('soon'));
    expect(live.snapshot({ turns: true })).toMatchObject({ status: { type: 'idle' }, turns: [] });
    begin();
    expect(live.snapshot({ turns: true })).toMatchObject({
      status: { type: 'active' },
      turns: [{ items: [{ type: 'userMessage' }] }],
    });
  });

  test('a turn whose answer could not be sent runs all the same', async () => {
    const { thread, model, events, settled } = testAgent();
    const live = await thread();
    live.startTurn(say('anyone?'));
    await settled();
    model.last.send(...answer('msg_1', 'Yes.'));
    await settled();
    expect(told(events).filter((word) => word.startsWith('turn'))).toEqual([
      'turnStarted',
      'turnCompleted completed',
    ]);
  });

  test('every completed item and every end is in the log when it is announced', async () => {
    const { agent, thread, model, store, settled } = testAgent();
    const live = await thread();
    const unrecorded: string[] = [];
    agent.hub.attach(2, ({ event }) => {
      const memory = store.threads.get(live.id);
      const records = memory?.records ?? [];
      if (event.type === 'itemCompleted') {
        const { id } = event.item;
        if (!records.some((record) => record.type === 'itemCompleted' && record.item.id === id)) {
          unrecorded.push(id);
        }
      }
      if (event.type === 'turnCompleted' && memory?.synced !== records.length) unrecorded.push('end');
    });
    agent.hub.subscribe(2, live.id);
    live.startTurn(say('go')).begin();
    await settled();
    model.last.send(...answer('msg_1', 'a', 'b'));
    await settled();
    live.startTurn(say('go')).begin();
    await settled();
    model.last.fail({ kind: 'failed', code: 'invalid_prompt', message: 'no' });
    await settled();
    expect(unrecorded).toEqual([]);
  });
});
