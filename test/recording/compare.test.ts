import { describe, expect, it } from 'vitest';
import { compareValues, EXACT, Pairs, sayDifference } from '../../src/recording/compare/compare.js';
import { type DiffOptions, diffSessions } from '../../src/recording/compare/diff.js';
import type { RecordedFrame } from '../../src/recording/format.js';

const [A, B, C] = ['1', '2', '3'].map((digit) => `01a21810-4861-7067-b9a9-00000000000${digit}`);

describe('comparing values', () => {
  it.each([
    ['ids that differ in the same way', { a: A, b: `x-${A}` }, { a: B, b: `x-${B}` }],
    ['times under a name of a time', { createdAt: 1, durationMs: 20 }, { createdAt: 2, durationMs: null }],
    ['times in a text', { at: '2026-01-01T00:00:00Z' }, { at: '2027-02-02T11:11:11.5Z' }],
    ['ports', { url: 'http://127.0.0.1:80/a' }, { url: 'http://127.0.0.1:8080/a' }],
    ['folders', { cwd: '/a/work', path: '/a/work/x.ts' }, { cwd: '/b/c/proj', path: '/b/c/proj/x.ts' }],
    ['names of maps that are ids', { [A ?? '']: 1 }, { [B ?? '']: 1 }],
  ])('sees no difference in %s', (_what, before, after) => {
    expect(compareValues(before, after)).toEqual([]);
    expect(compareValues(before, after, { tolerance: EXACT })).not.toEqual([]);
  });

  it.each([
    ['one id that is two', { a: A, b: A }, { a: B, b: C }, 'b'],
    ['two ids that are one', { a: A, b: B }, { a: C, b: C }, 'b'],

    ['another number', { count: 1 }, { count: 2 }, 'count'],
    ['a missing member', { a: { b: 1 } }, { a: {} }, 'a.b'],
    ['a longer list', { list: [1] }, { list: [1, 2] }, 'list[1]'],
    ['null for nothing', { a: null }, {}, 'a'],
  ])('sees %s', (_what, before, after, path) => {
    const found = compareValues(before, after);
    expect(found.map((one) => one.path)).toEqual([path]);
  });

  it('says a difference in one sentence', () => {
    expect(sayDifference({ path: 'input[0].text', before: 'a', after: undefined })).toBe(
      'input[0].text: "a" was expected, nothing came',
    );
  });

  it('shows of long texts where they part', () => {
    const alike = 'word '.repeat(100);
    const said = sayDifference({ path: '', before: `${alike}one`, after: `${alike}two ${alike}` });
    expect(said).toMatch(/^…(?:word ){5,6}one" was expected, …(?:word ){5,6}two (?:word )+\w*… came$/);
  });

  it('translates what it has learnt', () => {
    const pairs = new Pairs();
    compareValues({ id: A }, { id: B }, { pairs });
    expect(pairs.translate(`{"threadId":"${A}"}`)).toBe(`{"threadId":"${B}"}`);
  });
});

function session(...texts: [dir: 'in' | 'out', frame: object][]): RecordedFrame[] {
  return texts.map(([dir, frame], t) => ({ t, conn: 1, dir, text: JSON.stringify(frame) }));
}

describe('comparing sessions', () => {
  const before = session(
    ['out', { id: 1, method: 'turn/start', params: { threadId: A } }],
    ['in', { id: 1, result: { turn: { id: B } } }],
    ['in', { method: 'item/agentMessage/delta', params: { itemId: 'i', delta: 'Hel' } }],
    ['in', { method: 'item/agentMessage/delta', params: { itemId: 'i', delta: 'lo' } }],
    ['in', { method: 'thread/status/changed', params: { status: { type: 'idle' } } }],
    ['in', { method: 'turn/completed', params: { turn: { id: B, status: 'completed' } } }],
  );
  const diff = (after: RecordedFrame[], options?: DiffOptions) => diffSessions(before, after, options);

  it('joins deltas, and forgives request ids and another order of news', () => {
    const after = session(
      ['out', { id: 'a', method: 'turn/start', params: { threadId: C } }],
      ['in', { id: 'a', result: { turn: { id: A } } }],
      ['in', { method: 'thread/status/changed', params: { status: { type: 'idle' } } }],
      ['in', { method: 'item/agentMessage/delta', params: { itemId: 'i', delta: 'Hello' } }],
      ['in', { method: 'turn/completed', params: { turn: { id: A, status: 'completed' } } }],
    );
    expect(diff(after)).toEqual([]);
    expect(diff(after, { isOrdered: true }).map(({ kind }) => kind)).toEqual(['moved']);
  });

  it('tells what is missing, what is new and what has changed', () => {
    const after = session(
      ['out', { id: 1, method: 'turn/start', params: { threadId: A } }],
      ['in', { id: 1, error: { code: -32600, message: 'no' } }],
      ['in', { method: 'item/agentMessage/delta', params: { itemId: 'i', delta: 'Hallo' } }],
      ['in', { method: 'turn/completed', params: { turn: { id: B, status: 'failed' } } }],
      ['in', { method: 'error', params: {} }],
    );
    expect(diff(after).map(({ kind, unit }) => `${kind} ${unit}`)).toEqual([
      'changed call turn/start',
      'changed call turn/start',
      'changed item/agentMessage/delta',
      'changed turn/completed',
      'missing thread/status/changed idle',
      'extra error',
    ]);
    const ignore = ['turn/start', 'item/*:delta', 'turn/completed:turn.status', 'thread/*', 'error'];
    expect(diff(after, { ignore })).toEqual([]);
  });
});
