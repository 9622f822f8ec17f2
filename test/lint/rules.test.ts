import { describe, expect, it } from 'vitest';
import { Linter, type LintFrame, RULES } from '../../src/lint/index.js';

type Step = LintFrame | LintFrame[];
const ask = (id: number, method: string, params: unknown = {}): LintFrame => ({
  dir: 'out',
  kind: 'request',
  id,
  method,
  params,
});
const answer = (id: number, method: string, result: unknown = {}): LintFrame => ({
  dir: 'in',
  kind: 'success',
  id,
  method,
  result,
});
const told = (method: string, params: unknown = {}): LintFrame => ({
  dir: 'in',
  kind: 'notification',
  method,
  params,
});
const question = (id: number): LintFrame => ({
  dir: 'in',
  kind: 'request',
  id,
  method: 'item/tool/call',
  params: {},
});
const reply = (id: number): LintFrame => ({ dir: 'out', kind: 'success', id, result: {} });
const hello: LintFrame[] = [
  ask(1, 'initialize', { capabilities: { optOutNotificationMethods: ['thread/closed'] } }),
  answer(1, 'initialize'),
];
const turn = (method: string, status = 'completed') => told(method, { turn: { id: 't', status } });
const item = (method: string, more: object = {}) =>
  told(method, { turnId: 't', item: { id: 'i', type: 'agentMessage', ...more } });
const delta = told('item/agentMessage/delta', { turnId: 't', itemId: 'i', delta: 'x' });
const start: LintFrame[] = [
  ask(2, 'turn/start'),
  answer(2, 'turn/start', { turn: { id: 't' } }),
  turn('turn/started'),
];

/** The rules that this traffic breaks, in order. */
function broken(...steps: Step[]): string[] {
  const linter = new Linter();
  for (const frame of steps.flat()) linter.frame(frame);
  linter.end();
  return linter.findings.map(({ rule }) => rule);
}

describe('traffic that breaks no rule', () => {
  it.each([
    [
      'a turn with one message',
      [hello, start, item('item/started'), delta, item('item/completed'), turn('turn/completed')],
    ],
    ['a question that is answered', [hello, start, question(0), reply(0), turn('turn/completed')]],
    [
      'a question that somebody else answered',
      [hello, question(0), told('serverRequest/resolved', { requestId: 0 })],
    ],
    [
      'a declined command that never started',
      [
        hello,
        start,
        item('item/completed', { type: 'commandExecution', status: 'declined' }),
        turn('turn/completed'),
      ],
    ],
    [
      'a background command that outlives its turn',
      [
        hello,
        start,
        item('item/started', { type: 'commandExecution' }),
        turn('turn/completed'),
        item('item/completed', { type: 'commandExecution' }),
      ],
    ],
    [
      'a message cut off by an interrupt',
      [hello, start, item('item/started'), delta, turn('turn/completed', 'interrupted')],
    ],
    [
      'a joiner who missed the start',
      [
        hello,
        ask(2, 'thread/resume'),
        answer(2, 'thread/resume', { thread: { turns: [{ id: 't', status: 'inProgress' }] } }),
        delta,
        item('item/completed'),
        turn('turn/completed'),
      ],
    ],
    ['a turn that another client started', [hello, turn('turn/started'), turn('turn/completed')]],
  ] satisfies [string, Step[]][])('%s', (_title, steps) => {
    expect(broken(...steps)).toEqual([]);
  });
});

describe('traffic that breaks a rule', () => {
  const cases: [string, Step[]][] = [
    [
      'handshake-first',
      [ask(2, 'thread/list'), { dir: 'in', kind: 'failure', id: 2, method: 'thread/list' }],
    ],
    ['handshake-first', [told('warning'), hello]],
    ['initialize-once', [hello, ask(2, 'initialize'), answer(2, 'initialize')]],
    ['opt-outs-honoured', [hello, told('thread/closed')]],
    [
      'ids-reused',
      [
        hello,
        ask(2, 'thread/list'),
        ask(2, 'thread/list'),
        answer(2, 'thread/list'),
        answer(2, 'thread/list'),
      ],
    ],
    ['answers-asked', [hello, answer(7, 'thread/list')]],
    ['answers-asked', [hello, question(0), reply(0), reply(0)]],
    ['requests-answered', [hello, ask(2, 'thread/list')]],
    ['requests-answered', [hello, question(0)]],
    ['requests-answered', [hello, ask(2, 'a'), { ...ask(2, 'a'), id: '2' }, { ...answer(2, 'a'), id: '2' }]],
    ['resolved-asked', [hello, told('serverRequest/resolved', { requestId: 3 })]],
    ['resolved-asked', [hello, question(0), reply(0), told('serverRequest/resolved', { requestId: '0' })]],
    [
      'answer-before-turn',
      [
        hello,
        ask(2, 'turn/start'),
        turn('turn/started'),
        answer(2, 'turn/start', { turn: { id: 't' } }),
        turn('turn/completed'),
      ],
    ],
    ['turns-end-once', [hello, start]],
    ['turns-end-once', [hello, start, turn('turn/completed'), turn('turn/completed')]],
    ['turns-end-once', [hello, turn('turn/completed')]],
    ['items-end-once', [hello, start, item('item/completed'), turn('turn/completed')]],
    [
      'items-end-once',
      [
        hello,
        start,
        item('item/started'),
        item('item/completed'),
        item('item/completed'),
        turn('turn/completed'),
      ],
    ],
    ['items-end-once', [hello, start, item('item/started'), turn('turn/completed')]],
    ['deltas-of-seen-items', [hello, start, delta, turn('turn/completed')]],
    [
      'expected-turn',
      [hello, ask(2, 'turn/steer', { expectedTurnId: 'a' }), answer(2, 'turn/steer', { turnId: 'b' })],
    ],
  ];

  it.each(cases)('%s (%#)', (rule, steps) => {
    expect(broken(...steps)).toEqual([rule]);
  });

  it('is shown for every rule there is', () => {
    expect([...new Set(cases.map(([rule]) => rule))].sort()).toEqual(RULES.map(({ id }) => id).sort());
  });
});
