import { describe, expect, it } from 'vitest';
import {
  ExpectationError,
  expectFits,
  expectOrder,
  expectSame,
  expectThat,
  is,
} from '../../src/conformance/index.js';

const breach = (run: () => void): ExpectationError => {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof ExpectationError) return thrown;
  }
  throw new Error('nothing was wrong');
};

describe('a pattern', () => {
  it('lets an object have more members, but not other ones', () => {
    expectFits('it', { a: 1, b: 2 }, { a: 1 });
    expect(breach(() => expectFits('it', { a: 2 }, { a: 1 })).message).toBe('it: a is 2, not 1');
  });

  it('tells a member that is null from one that is not there', () => {
    expectFits('it', { a: null }, { a: null, b: undefined });
    expect(breach(() => expectFits('it', {}, { a: null })).message).toContain('a is not there, not null');
    expect(breach(() => expectFits('it', { b: 0 }, { b: undefined })).message).toContain('b is 0');
  });

  it('wants lists of the same length', () => {
    expectFits('it', [1, 2], [1, is.number]);
    breach(() => expectFits('it', [1, 2, 3], [1, 2]));
    breach(() => expectFits('it', 'ab', ['a', 'b']));
    expect(breach(() => expectFits('it', [1], [])).message).toBe('it: it is [1], not []');
  });

  it('says of long lists how many entries are too many, and shows what fits alike', () => {
    const [long, more] = [{ a: 'x'.repeat(200) }, { a: 'y' }];
    const { message, expected } = breach(() =>
      expectFits('it', { b: [long, more] }, { b: [{ a: is.text }] }),
    );
    expect(message).toBe('it: b has 2 entries, not 1');
    expect(expected).toEqual({ b: [long] });
  });

  it('holds texts to regular expressions, and nothing else', () => {
    expectFits('it', 'abc', /^a/);
    breach(() => expectFits('it', 7, /7/));
  });

  it.each([
    [is.uuid, '0199b4b2-0000-7000-8000-000000000000', 'x'],
    [is.filled, 'x', ''],
    [is.emptyList, [], [1]],
    [is.nonEmptyList, [1], []],
    [is.listWith({ a: 1 }), [{ b: 1 }, { a: 1 }], [{ a: 2 }]],
    [is.oneOf('a', 'b'), 'b', 'c'],
    [is.not('a'), 'b', 'a'],
    [is.lengthOf(2), [1, 2], [1]],
    [is.present, 0, null],
    [is.absolutePath, '/a', 'a'],
  ])('%s fits what it says', (matcher, good, bad) => {
    expectFits('it', good, matcher);
    breach(() => expectFits('it', bad, matcher));
  });

  it('shows both sides of a breach', () => {
    const { expected, actual } = breach(() => expectFits('it', { a: 1 }, { a: is.text, b: /x/ }));
    expect(expected).toEqual({ a: '<a text>', b: '/x/' });
    expect(actual).toEqual({ a: 1 });
  });

  it('shows what fits, and what nobody asked about, alike on both sides', () => {
    const actual = { id: 3, error: { code: -32600, message: 'no', list: [1, 2] } };
    const { expected } = breach(() =>
      expectFits('it', actual, {
        error: { code: is.integer, message: 'yes', data: undefined, list: [1, 3] },
      }),
    );
    expect(expected).toEqual({ id: 3, error: { code: -32600, message: 'yes', list: [1, 3] } });
  });
});

describe('an order', () => {
  const labels = ['turn/started', 'noise', 'item/x/delta', 'item/x/delta', 'turn/completed failed'];

  it('passes over kinds that it does not name, and counts runs of deltas once', () => {
    expectOrder('it', labels, ['turn/started', 'item/x/delta', 'turn/completed failed']);
  });

  it('finds what is missing, doubled, or said otherwise', () => {
    breach(() => expectOrder('it', labels, ['turn/completed failed', 'turn/started']));
    breach(() => expectOrder('it', [...labels, 'turn/started'], ['turn/started', 'turn/completed failed']));
    breach(() => expectOrder('it', labels, ['turn/started', 'turn/completed completed']));
    breach(() => expectOrder('it', [], ['turn/started']));
  });
});

describe('plain claims', () => {
  it('compare whole values, or hold', () => {
    expectSame('it', { a: [1] }, { a: [1] });
    breach(() => expectSame('it', 1, 2));
    expectThat('it holds', true);
    breach(() => expectThat('it holds', false));
  });
});
