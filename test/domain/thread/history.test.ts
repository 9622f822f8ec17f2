import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HistoryRecord, ModelItem } from '../../../src/domain/records.js';
import { reduceHistory } from '../../../src/domain/thread/history.js';
import { agentMessage, reasoning } from '../../../src/domain/turn/turn-items.js';
import type { ThreadItem } from '../../../src/protocol/index.js';
import { SETTINGS } from '../test-agent.js';

const times = { startedAtMs: null, completedAtMs: null };

function user(words: string, id = ''): ThreadItem {
  return {
    type: 'userMessage',
    id,
    clientId: null,
    content: [{ type: 'text', text: words, text_elements: [] }],
  };
}

const agent = (words: string, id = ''): ThreadItem => agentMessage(id, words, null, times);
const think = (words: string, id = ''): ThreadItem => reasoning(id, [words], [], times);
const started = (turnId: string, at = 0): HistoryRecord => ({
  type: 'turnStarted',
  turnId,
  at,
  contextWindow: null,
});
const ended = (turnId: string, at = 0): HistoryRecord => ({
  type: 'turnCompleted',
  turnId,
  lastAgentMessage: null,
  at,
});
const aborted = (turnId: string): HistoryRecord => ({
  type: 'turnAborted',
  turnId,
  reason: 'interrupted',
  at: 0,
});
const item = (turnId: string, what: ThreadItem): HistoryRecord => ({
  type: 'itemCompleted',
  turnId,
  item: what,
  at: 0,
});
const model = (text: string): HistoryRecord => ({ type: 'modelItem', turnId: null, item: said(text) });
const said = (text: string): ModelItem => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
});
const failed = (turnId: string): HistoryRecord => ({
  type: 'turnFailed',
  turnId,
  at: 0,
  error: { message: 'no', codexErrorInfo: 'other', additionalDetails: null, misalignment: null },
});

/** Turns in short: id, status and the ids of the items. */
function shape(records: readonly HistoryRecord[], running: string | null = null): string[] {
  return reduceHistory(records)
    .turns(running)
    .map(({ id, status, items }) => `${id} ${status}: ${items.map((one) => one.id).join(' ')}`);
}

describe('turns', () => {
  test('open, fill and end', () => {
    const turns = reduceHistory([
      started('t1', 5_000),
      item('t1', user('hi', 'u1')),
      item('t1', agent('ho', 'm1')),
      ended('t1', 7_500),
    ]).turns();
    expect(turns).toMatchObject([
      {
        id: 't1',
        rootTurnId: 't1',
        status: 'completed',
        itemsView: 'full',
        startedAt: 5,
        completedAt: 7,
        durationMs: 2_500,
        error: null,
      },
    ]);
    expect(turns[0]?.items.map(({ id }) => id)).toEqual(['u1', 'm1']);
  });

  test('that never ended count as interrupted, unless they are running', () => {
    const records = [started('t1'), item('t1', user('hi', 'u1'))];
    expect(shape(records)).toEqual(['t1 interrupted: u1']);
    expect(shape(records, 't1')).toEqual(['t1 inProgress: u1']);
  });

  test('that are cut off by the next one count as interrupted', () => {
    expect(shape([started('t1'), started('t2'), ended('t2')])).toEqual([
      't1 interrupted: ',
      't2 completed: ',
    ]);
  });

  test('keep failure and interruption when an end follows', () => {
    expect(shape([started('t1'), failed('t1'), ended('t1')])).toEqual(['t1 failed: ']);
    expect(shape([started('t1'), aborted('t1'), ended('t1')])).toEqual(['t1 interrupted: ']);
  });

  test('take late items by their name, and update items that are known', () => {
    const plan = (text: string): ThreadItem => ({ type: 'plan', id: 'p', text });
    const records = [
      started('t1'),
      item('t1', plan('a')),
      ended('t1'),
      started('t2'),
      item('t1', plan('b')),
      item('t2', user('hi', 'u2')),
      ended('t2'),
    ];
    expect(shape(records)).toEqual(['t1 completed: p', 't2 completed: u2']);
    expect(reduceHistory(records).turns()[0]?.items).toEqual([plan('b')]);
  });
});

describe('logs that name neither turns nor items', () => {
  test('begin a turn with every user message and number the items over the thread', () => {
    expect(
      shape([item('', user('a')), item('', agent('b')), item('', user('c')), item('', agent('d'))]),
    ).toEqual(['turn-1 completed: item-1 item-2', 'turn-2 completed: item-3 item-4']);
  });

  test('keep a user message inside a turn that was opened explicitly', () => {
    const records = [
      started('t1'),
      item('', user('a')),
      item('', user('b')),
      ended('t1'),
      item('', user('c')),
    ];
    expect(shape(records)).toEqual(['t1 completed: item-1 item-2', 'turn-1 completed: item-3']);
  });

  test('join neighbouring reasoning into one item, and leave out empty text', () => {
    const records = [
      item('', user('a')),
      item('', think('x')),
      item('', think('y')),
      item('', agent('')),
      item('', agent('z')),
    ];
    const turns = reduceHistory(records).turns();
    expect(turns[0]?.items.slice(1)).toMatchObject([
      { id: 'item-2', type: 'reasoning', summary: ['x', 'y'] },
      { id: 'item-3', text: 'z' },
    ]);
  });
});

describe('what the model sees', () => {
  test('is every model item in order', () => {
    expect(reduceHistory([model('a'), started('t1'), model('b')]).input).toEqual([said('a'), said('b')]);
  });

  test('is replaced by a compaction, or cut down to what the user said and the summary', () => {
    const replacement = [said('short')];
    expect(
      reduceHistory([model('a'), { type: 'compacted', message: 's', replacement }, model('b')]).input,
    ).toEqual([said('short'), said('b')]);
    const assistant = { type: 'message', role: 'assistant', content: [] };
    expect(
      reduceHistory([
        model('a'),
        { type: 'modelItem', turnId: null, item: assistant },
        { type: 'compacted', message: 'summary', replacement: null },
      ]).input,
    ).toEqual([said('a'), said('summary')]);
  });

  test('loses what was rolled back, and its context with the last turn', () => {
    const turn = (id: string): HistoryRecord[] => [
      started(id),
      { type: 'turnContext', turnId: id, settings: SETTINGS },
      model(id),
      item(id, user(id)),
      ended(id),
    ];
    const one = reduceHistory([...turn('t1'), ...turn('t2'), { type: 'rolledBack', numTurns: 1 }]);
    expect(one.input).toEqual([said('t1')]);
    expect(one.turns().map(({ id }) => id)).toEqual(['t1']);
    expect(one.context).toEqual(SETTINGS);
    const none = reduceHistory([...turn('t1'), { type: 'rolledBack', numTurns: 99 }]);
    expect([none.input, none.turns(), none.context]).toEqual([[], [], null]);
  });

  test('item numbers go on after a roll-back as if the turns had never been', () => {
    const records: HistoryRecord[] = [
      item('', user('a')),
      item('', user('b')),
      { type: 'rolledBack', numTurns: 1 },
      item('', user('c')),
    ];
    expect(shape(records).join()).toContain('item-2');
    expect(shape(records).join()).not.toContain('item-3');
  });
});

test('the preview is the first thing the user said', () => {
  expect(reduceHistory([]).preview).toBe('');
  expect(
    reduceHistory([started('t1'), item('t1', agent('x', 'm')), item('t1', user('hi', 'u'))]).preview,
  ).toBe('hi');
});

const anyRecord: fc.Arbitrary<HistoryRecord> = fc
  .record({ turn: fc.constantFrom('', 't1', 't2', 't3'), kind: fc.nat(9), id: fc.constantFrom('', 'a', 'b') })
  .map(({ turn, kind, id }): HistoryRecord => {
    switch (kind) {
      case 0:
      case 1:
        return started(turn === '' ? 't1' : turn);
      case 2:
        return ended(turn);
      case 3:
        return aborted(turn);
      case 4:
        return failed(turn);
      case 5:
        return item(turn, user('u', id));
      case 6:
        return item(turn, agent('a', id));
      case 7:
        return item(turn, think('r', id));
      case 8:
        return model(turn);
      default:
        return { type: 'rolledBack', numTurns: 1 };
    }
  });

test('any log at all gives turns that have ended, with ids that are unique within each', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 40 }), (records) => {
      for (const { status, items } of reduceHistory(records).turns()) {
        expect(status).not.toBe('inProgress');
        const ids = items.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids).not.toContain('');
      }
    }),
  );
});

test('folding in two steps gives what folding at once gives', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 30 }), fc.nat(30), (records, cut) => {
      const stepwise = reduceHistory(records.slice(0, cut));
      stepwise.turns();
      for (const record of records.slice(cut)) stepwise.apply(record);
      const whole = reduceHistory(records);
      expect(stepwise.turns()).toEqual(whole.turns());
      expect(stepwise.input).toEqual(whole.input);
    }),
  );
});
