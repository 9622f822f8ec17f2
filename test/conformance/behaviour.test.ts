import { describe, expect, it } from 'vitest';
import {
  behaviourSections,
  type CaseResult,
  compareBehaviour,
  type Frame,
} from '../../src/conformance/index.js';

const versions = { from: '1.0.0', to: '2.0.0' };

function frame(kind: Frame['kind'], method: string, content: unknown): Frame {
  const member = { success: 'result', failure: 'error', malformed: 'params' } as const;
  const key = kind === 'request' || kind === 'notification' ? 'params' : member[kind];
  const value = { method, [key]: content };
  return { dir: 'in', kind, method, value, text: JSON.stringify(value) };
}
const answer = (method: string, result: unknown = {}): Frame => frame('success', method, result);
const refusal = (method: string, code: number, message: string): Frame =>
  frame('failure', method, { code, message });
const news = (method: string, params: unknown = {}): Frame => frame('notification', method, params);

function played(frames: Frame[], rest: Partial<CaseResult> = {}): CaseResult {
  const transcript = [frames];
  return {
    id: 'a/b',
    requires: '',
    way: 'stdio',
    outcome: 'passed',
    problems: [],
    transcript,
    ms: 1,
    ...rest,
  };
}
function changes(before: Frame[], after: Frame[]) {
  return compareBehaviour([{ before: played(before), after: played(after) }], versions);
}

describe('the behaviour of two servers in one scenario', () => {
  it('is the same when ids, times, versions and homes alone differ', () => {
    const said = (id: string, version: string, root: string) =>
      played(
        [answer('x', { id, createdAt: Number(id[0]), userAgent: `codex/${version}`, path: `${root}/a` })],
        { root },
      );
    const [one, other] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
    const pair = { before: said(one, '1.0.0', '/tmp/run-a'), after: said(other, '2.0.0', '/tmp/run-b') };
    expect(compareBehaviour([pair], versions)).toEqual([]);
  });

  it('tells of a scenario that no longer holds in the same words in every run', () => {
    const failed = (id: string, root: string) => {
      const message = `thread/read was refused: no rollout for ${id} in ${root}/codex`;
      return played([], { outcome: 'failed', root, problems: [{ message }] });
    };
    const runs = [
      failed('11111111-1111-4111-8111-111111111111', '/tmp/run-a'),
      failed('22222222-2222-4222-8222-222222222222', '/tmp/run-b'),
    ].map((after) => compareBehaviour([{ before: played([]), after }], versions));
    expect(runs[0]).toEqual(runs[1]);
    expect(runs[0]).toMatchObject([
      { is: 'does not hold: thread/read was refused: no rollout for <id> in <home>/codex' },
    ]);
  });

  it('breaks clients when a code is another one, a request is refused or a notification stays away', () => {
    expect(
      changes(
        [refusal('a', -32600, 'no'), answer('b'), news('c')],
        [refusal('a', -32603, 'no'), refusal('b', -32600, 'not now')],
      ),
    ).toMatchObject([
      { kind: 'code', place: 'a', was: 'refused with -32600 no', is: 'refused with -32603 no', breaks: true },
      { kind: 'answer', place: 'b', was: 'answered', is: 'refused with -32600 not now', breaks: true },
      { kind: 'told', place: 'c', is: 'not sent', breaks: true },
    ]);
  });

  it('breaks nobody when words or values are others, or more is told', () => {
    expect(
      changes(
        [refusal('a', -32600, 'no'), answer('b', { model: 'old' })],
        [refusal('a', -32600, 'never'), answer('b', { model: 'new' }), news('c')],
      ).map(({ kind, place, breaks }) => [kind, place, breaks]),
    ).toEqual([
      ['words', 'a', false],
      ['told', 'c', false],
      ['value', 'b model', false],
    ]);
  });

  it('names the one message that moved', () => {
    expect(
      changes([news('a'), news('b'), news('c'), news('d')], [news('b'), news('c'), news('a'), news('d')]),
    ).toEqual([
      {
        kind: 'order',
        place: 'a',
        was: 'after nothing',
        is: 'after c',
        breaks: true,
        scenarios: ['a/b'],
      },
    ]);
  });

  it('asks clients something new, which breaks them', () => {
    expect(changes([], [frame('request', 'ask', {})])).toMatchObject([
      { kind: 'asked', place: 'ask', breaks: true },
    ]);
  });

  it('tells once what many scenarios show', () => {
    const pair = (id: string) => ({ before: played([news('x')], { id }), after: played([], { id }) });
    expect(compareBehaviour([pair('a/a'), pair('a/b')], versions)).toMatchObject([
      { place: 'x', scenarios: ['a/a', 'a/b'] },
    ]);
  });

  it('says of a scenario that broke off that it holds no more, and nothing else', () => {
    const after = played([], { outcome: 'failed', problems: [{ message: 'It is gone.' }] });
    expect(compareBehaviour([{ before: played([news('x')]), after }], versions)).toMatchObject([
      { kind: 'scenario', was: 'holds', is: 'does not hold: It is gone.', breaks: true },
    ]);
    expect(
      compareBehaviour([{ before: played([]), after: { ...after, outcome: 'skipped' } }], versions),
    ).toEqual([]);
  });
});

describe('a report of behaviour', () => {
  it('tells once of a message that moved, whatever stands beside it', () => {
    const moved = (id: string, was: string[], is: string[]) => ({
      before: played(
        was.map((method) => news(method)),
        { id },
      ),
      after: played(
        is.map((method) => news(method)),
        { id },
      ),
    });
    const pairs = [
      moved('a/a', ['x', 'b', 'c'], ['b', 'c', 'x']),
      moved('a/b', ['x', 'd', 'e'], ['d', 'e', 'x']),
    ];
    expect(behaviourSections(compareBehaviour(pairs, versions), versions, false)).toEqual([
      {
        title: 'Behaviour: breaking for clients written for 1.0.0 that meet 2.0.0',
        lines: [{ place: 'x', text: 'came after nothing, comes after c', uses: 'a/a, a/b' }],
      },
    ]);
  });
});
