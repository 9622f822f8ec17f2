import { expect, test } from 'vitest';
import type { DomainEvent } from '../../../src/domain/events.js';
import { createAnnouncer } from '../../../src/domain/hub/announcer.js';
import { createHub } from '../../../src/domain/hub/hub.js';

const delta = (threadId: string, words: string): DomainEvent => ({
  scope: 'thread',
  threadId,
  event: { type: 'agentMessageDelta', turnId: 't', itemId: 'i', delta: words },
});
const archived = (threadId: string): DomainEvent => ({
  scope: 'all',
  event: { type: 'threadArchived', threadId },
});

test('events of a thread reach its subscribers only, broadcasts reach everyone attached', () => {
  const hub = createHub();
  const heard: Record<number, DomainEvent[]> = { 1: [], 2: [], 3: [] };
  for (const id of [1, 2, 3]) hub.attach(id, (event) => heard[id]?.push(event));
  hub.subscribe(1, 'a');
  hub.subscribe(2, 'a');
  hub.subscribe(2, 'a');
  hub.subscribe(3, 'b');
  hub.emit(delta('a', 'x'));
  hub.emit(archived('a'));
  expect(heard[1]).toEqual([delta('a', 'x'), archived('a')]);
  expect(heard[2]).toEqual([delta('a', 'x'), archived('a')]);
  expect(heard[3]).toEqual([archived('a')]);
  expect(hub.subscriberCount('a')).toBe(2);
});

test('a connection that was never attached, or is gone, is not subscribed', () => {
  const hub = createHub();
  hub.subscribe(1, 'a');
  expect(hub.isSubscribed(1, 'a')).toBe(false);
  hub.attach(1, () => {});
  hub.subscribe(1, 'a');
  hub.detach(1);
  expect(hub.isSubscribed(1, 'a')).toBe(false);
  expect(hub.subscriberCount('a')).toBe(0);
});

test('whoever subscribes while an event is delivered hears the next one, not this one again', () => {
  const hub = createHub();
  const late: DomainEvent[] = [];
  hub.attach(2, (event) => late.push(event));
  hub.attach(1, () => hub.subscribe(2, 'a'));
  hub.subscribe(1, 'a');
  hub.emit(delta('a', 'one'));
  hub.emit(delta('a', 'two'));
  expect(late).toEqual([delta('a', 'two')]);
});

test('a listener that throws is reported and disturbs nobody', () => {
  const errors: unknown[] = [];
  const hub = createHub({ onListenerError: (thrown) => errors.push(thrown) });
  const heard: DomainEvent[] = [];
  hub.attach(1, () => {
    throw new Error('mine');
  });
  hub.attach(2, (event) => heard.push(event));
  hub.emit(archived('a'));
  expect(heard).toHaveLength(1);
  expect(errors).toEqual([new Error('mine')]);
});

test('the end of the last subscription is told once, however it ends', () => {
  const unwatched: string[] = [];
  const hub = createHub({ onUnwatched: (threadId) => unwatched.push(threadId) });
  for (const id of [1, 2]) {
    hub.attach(id, () => {});
    hub.subscribe(id, 'a');
  }
  expect(hub.unsubscribe(1, 'a')).toBe(true);
  expect(hub.unsubscribe(1, 'a')).toBe(false);
  expect(unwatched).toEqual([]);
  hub.detach(2);
  expect(unwatched).toEqual(['a']);
});

test('all watchers get one and the same event object', () => {
  const hub = createHub();
  const heard: DomainEvent[] = [];
  for (const id of [1, 2]) {
    hub.attach(id, (event) => heard.push(event));
    hub.subscribe(id, 'a');
  }
  hub.emit(delta('a', 'x'));
  expect(heard[0]).toBe(heard[1]);
});

test('50 watchers of 5,000 deltas are served in well under a second', () => {
  const hub = createHub();
  let delivered = 0;
  for (let id = 0; id < 50; id++) {
    hub.attach(id, () => {
      delivered += 1;
    });
    hub.subscribe(id, 'a');
  }
  const started = performance.now();
  for (let i = 0; i < 5_000; i++) hub.emit(delta('a', 'x'));
  expect(delivered).toBe(250_000);
  expect(performance.now() - started).toBeLessThan(1_000);
});

test('what is announced later goes out in order, and before anything else of its thread', () => {
  const out: DomainEvent[] = [];
  let deferred: (() => void)[] = [];
  const announcer = createAnnouncer({ emit: (event) => out.push(event) }, (task) => deferred.push(task));
  announcer.later({ type: 'threadArchived', threadId: 'a' });
  announcer.later({ type: 'threadUnarchived', threadId: 'a' });
  announcer.emit(delta('b', 'other'));
  expect(out).toEqual([delta('b', 'other')]);
  announcer.emit(delta('a', 'own'));
  for (const task of deferred) task();
  deferred = [];
  expect(out.slice(1).map(({ event }) => event.type)).toEqual([
    'threadArchived',
    'threadUnarchived',
    'agentMessageDelta',
  ]);
});
