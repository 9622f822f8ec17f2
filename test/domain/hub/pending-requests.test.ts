import { beforeEach, expect, test } from 'vitest';
import type { DomainEvent } from '../../../src/domain/events.js';
import {
  createPendingQuestions,
  type PendingQuestions,
  type Question,
  QuestionDroppedError,
  QuestionVoidError,
} from '../../../src/domain/hub/pending-requests.js';

let subscribers: Record<string, number[]>;
let events: DomainEvent[];
let changes: string[];
let pending: PendingQuestions;

beforeEach(() => {
  subscribers = { a: [1, 2], b: [3] };
  events = [];
  changes = [];
  pending = createPendingQuestions({
    sink: { emit: (event) => events.push(event) },
    subscribers: (threadId) => subscribers[threadId] ?? [],
    onChange: (threadId) => changes.push(threadId),
  });
});

function question(threadId: string, more: Partial<Question> = {}): Question {
  return {
    threadId,
    turnId: 'turn',
    method: 'ask/it',
    params: { q: 1 },
    flag: 'waitingOnApproval',
    announcesEnd: true,
    ...more,
  };
}

test('ids count from 0 over all threads and are never used twice', async () => {
  const first = pending.ask(question('a'));
  void pending.ask(question('b'));
  expect(pending.of('a').map(({ requestId }) => requestId)).toEqual([0]);
  expect(pending.of('b').map(({ requestId }) => requestId)).toEqual([1]);
  pending.answer(1, 0, { result: 'yes' });
  await first;
  void pending.ask(question('a'));
  expect(pending.of('a').map(({ requestId }) => requestId)).toEqual([2]);
});

test('the first answer wins; the end is told to the subscribers and the flag goes', async () => {
  const asked = pending.ask(question('a'));
  expect(pending.flags('a')).toEqual(['waitingOnApproval']);
  expect(pending.answer(2, 0, { result: 'yes' })).toBe(true);
  expect(pending.answer(1, 0, { result: 'no' })).toBe(false);
  expect(await asked).toEqual({ result: 'yes' });
  expect(pending.flags('a')).toEqual([]);
  expect(events.map(({ event }) => event.type)).toEqual(['serverRequest', 'serverRequestResolved']);
  expect(changes).toEqual(['a', 'a']);
});

test('only a connection that was asked may answer', () => {
  void pending.ask(question('a'));
  expect(pending.answer(3, 0, { result: 'mine' })).toBe(false);
  expect(pending.answer(1, 7, { result: 'mine' })).toBe(false);
  expect(pending.of('a')).toHaveLength(1);
});

test('a joiner is asked again under the same id, and may answer from then on', () => {
  void pending.ask(question('a'));
  expect(pending.answer(9, 0, { result: 'early' })).toBe(false);
  expect(pending.resend(9, 'a')).toEqual([
    { requestId: 0, threadId: 'a', turnId: 'turn', method: 'ask/it', params: { q: 1 } },
  ]);
  expect(pending.resend(9, 'b')).toEqual([]);
  expect(pending.answer(9, 0, { result: 'late' })).toBe(true);
});

test('a connection that is gone can no longer answer; the question stays for others', () => {
  void pending.ask(question('a'));
  pending.forget(1);
  expect(pending.answer(1, 0, { result: 'ghost' })).toBe(false);
  expect(pending.answer(2, 0, { result: 'alive' })).toBe(true);
});

test('a JSON-RPC error is an answer', async () => {
  const asked = pending.ask(question('a'));
  pending.answer(1, 0, { error: { code: -1, message: 'no' } });
  expect(await asked).toEqual({ error: { code: -1, message: 'no' } });
});

test('the end of a turn voids its questions, and only its', async () => {
  const asked = pending.ask(question('a'));
  void pending.ask(question('a', { turnId: 'other' }));
  pending.cancel('a', 'turn');
  await expect(asked).rejects.toThrow(QuestionVoidError);
  expect(pending.of('a').map(({ turnId }) => turnId)).toEqual(['other']);
  expect(events.at(-1)?.event).toEqual({ type: 'serverRequestResolved', requestId: 0 });
});

test('flags come once each, approval first', () => {
  void pending.ask(question('a', { flag: 'waitingOnUserInput' }));
  void pending.ask(question('a'));
  void pending.ask(question('a'));
  void pending.ask(question('a', { flag: null, announcesEnd: false }));
  expect(pending.flags('a')).toEqual(['waitingOnApproval', 'waitingOnUserInput']);
});

test('a question whose end is not announced ends quietly', () => {
  void pending.ask(question('a', { flag: null, announcesEnd: false }));
  pending.answer(1, 0, { result: null });
  expect(events.map(({ event }) => event.type)).toEqual(['serverRequest']);
});

test('a question to everyone goes to whoever is connected, and the first answer wins', async () => {
  pending = createPendingQuestions({
    sink: { emit: (event) => events.push(event) },
    subscribers: () => [],
    everyone: () => [1, 2],
    onChange: (threadId) => changes.push(threadId),
  });
  const { answer } = pending.askEveryone('account/ask', { q: 1 });
  expect(events).toEqual([
    { scope: 'all', event: { type: 'clientsAsked', requestId: 0, method: 'account/ask', params: { q: 1 } } },
  ]);
  expect(pending.answer(3, 0, { result: 'a stranger' })).toBe(false);
  expect(pending.answer(2, 0, { result: 'yes' })).toBe(true);
  expect(pending.answer(1, 0, { result: 'no' })).toBe(false);
  expect(await answer).toEqual({ result: 'yes' });
  expect(changes).toEqual([]);
});

test('a question to everyone that was withdrawn takes no answer, nor does one from a connection that left', () => {
  pending = createPendingQuestions({
    sink: { emit: () => {} },
    subscribers: () => [],
    everyone: () => [1, 2],
    onChange: () => {},
  });
  pending.askEveryone('account/ask', null).withdraw();
  expect(pending.answer(1, 0, { result: 'late' })).toBe(false);
  pending.askEveryone('account/ask', null);
  pending.forget(1);
  expect(pending.answer(1, 1, { result: 'gone' })).toBe(false);
  expect(pending.answer(2, 1, { result: 'here' })).toBe(true);
});

test('questions to everyone end when nobody will answer any more', async () => {
  const everyone = createPendingQuestions({
    sink: { emit: () => {} },
    subscribers: () => [],
    everyone: () => [1],
    onChange: () => {},
  });
  const { answer } = everyone.askEveryone('account/ask', null);
  everyone.drop();
  await expect(answer).rejects.toThrow(new QuestionDroppedError());
  expect(everyone.answer(1, 0, { result: 'late' })).toBe(false);
});
