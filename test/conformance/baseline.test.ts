import { describe, expect, it } from 'vitest';
import {
  type Baseline,
  type CaseResult,
  compareWithBaseline,
  junitOf,
  parseBaseline,
  sumsInWords,
  sumsOf,
  tapOf,
  textOf,
} from '../../src/conformance/index.js';

const result = (id: string, rest: Partial<CaseResult> = {}): CaseResult => ({
  id,
  requires: 'It works.',
  way: 'stdio',
  outcome: 'passed',
  problems: [],
  transcript: [],
  ms: 5,
  ...rest,
});
const failed = result('a/x', {
  outcome: 'failed',
  problems: [{ message: 'it is 1, not 2', expected: 2, actual: 1 }],
});
const baseline = (failure: string): Baseline => ({
  name: 'b',
  differences: [{ scenario: 'a/x', failure, reason: 'known to be so', quirk: 'Q' }],
});
const none: Baseline = { name: 'none', differences: [] };

describe('a baseline', () => {
  it('explains a failure by a part of its words, and nothing else that goes wrong', () => {
    const run = { results: [failed], unoffered: [] };
    expect(compareWithBaseline(run, baseline('not 2')).unlisted).toEqual([]);
    expect(compareWithBaseline(run, none).unlisted).toHaveLength(1);
    const worse = { ...failed, problems: [...failed.problems, { message: 'news' }] };
    expect(compareWithBaseline({ results: [worse], unoffered: [] }, baseline('not 2')).unlisted).toHaveLength(
      1,
    );
  });

  it('is stale when what it lists holds, but not when that did not run', () => {
    const run = (outcome: CaseResult['outcome']) => ({
      results: [result('a/x', { outcome })],
      unoffered: [],
    });
    expect(compareWithBaseline(run('passed'), baseline('x')).stale).toHaveLength(1);
    expect(compareWithBaseline(run('skipped'), baseline('x')).stale).toEqual([]);
    expect(compareWithBaseline({ results: [], unoffered: [] }, baseline('x')).stale).toEqual([]);
  });

  it('excuses methods that are not offered by name, or all of them', () => {
    const run = { results: [], unoffered: ['fs/copy', 'fs/watch'] };
    expect(compareWithBaseline(run, { ...none, unoffered: ['fs/copy'] }).missing).toEqual(['fs/watch']);
    expect(compareWithBaseline(run, { ...none, unoffered: 'any' }).missing).toEqual([]);
    expect(sumsInWords(sumsOf(compareWithBaseline(run, none)))).toBe('0 held, 0 failed, 2 methods missing');
  });

  it('is refused without a reason', () => {
    expect(parseBaseline(baseline('x'))).toEqual(baseline('x'));
    expect(() =>
      parseBaseline({ name: 'b', differences: [{ scenario: 'a/x', failure: 'x', quirk: 'Q' }] }),
    ).toThrow('has no reason');
    expect(() => parseBaseline([])).toThrow('A baseline is an object');
  });
});

describe('the reports', () => {
  const skipped = result('a/y', { outcome: 'skipped', reason: 'no such way' });
  const comparison = compareWithBaseline(
    { results: [failed, skipped, result('a/<z>')], unoffered: [] },
    none,
  );

  it('show both sides and how to repeat it', () => {
    const text = textOf(comparison, { command: 'astc conform --embedded', all: true }).join('\n');
    expect(text).toContain('≠ 2');
    expect(text).toContain('│ 1');
    expect(text).toContain('repeat it: astc conform --embedded a/x');
    expect(text).toContain('skipped  a/y  no such way');
  });

  it('are TAP', () => {
    expect(
      tapOf(comparison)
        .split('\n')
        .filter((line) => !line.startsWith('  ')),
    ).toEqual([
      'TAP version 14',
      '1..3',
      'not ok 1 - a/x',
      'ok 2 - a/y # SKIP no such way',
      'ok 3 - a/<z>',
      '',
    ]);
  });

  it('are JUnit, escaped', () => {
    const xml = junitOf(comparison, 'me & you');
    expect(xml).toContain('tests="3" failures="1" skipped="1"');
    expect(xml).toContain('me &amp; you');
    expect(xml).toContain('name="a/&lt;z&gt;"');
    expect(xml).toContain('<failure message="it is 1, not 2">');
  });
});
