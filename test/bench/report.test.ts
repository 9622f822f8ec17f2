// What the benchmark says about numbers: medians, ratios and verdicts.

import { describe, expect, it } from 'vitest';
import type { Measure, Metric } from '../../bench/measure.js';
import { rounded, rowsOf } from '../../bench/report.js';
import { median, percentile } from '../../bench/statistics.js';

function measure(metric: Partial<Metric>): Measure {
  return {
    name: 'm',
    runs: { full: 1, short: 1 },
    metrics: [{ key: 'x', label: 'x', unit: 'ms', ...metric }],
    run: () => Promise.reject(new Error('not run here')),
  };
}

function row(metric: Partial<Metric>, ours: number[], real: number[], oursFailed: string[] = []) {
  const samples = (values: number[]) => values.map((x) => ({ x }));
  const outcomes = new Map([
    ['ours', { samples: samples(ours), failures: oursFailed }],
    ['real-0.169.0', { samples: samples(real), failures: [] }],
  ] as const);
  return rowsOf(measure(metric), outcomes)[0];
}

describe('a row', () => {
  it('compares medians, so that one slow run does not count', () => {
    expect(row({}, [1, 2, 900], [4, 4, 4])).toMatchObject({ medians: { ours: 2 }, ratio: 0.5 });
  });

  it('judges a ratio by the upper or the lower bound', () => {
    expect(row({ target: { of: 'ratio', atMost: 0.5 } }, [2], [4])?.verdict).toBe('met');
    expect(row({ target: { of: 'ratio', atMost: 0.4 } }, [2], [4])?.verdict).toBe('MISSED');
    expect(row({ target: { of: 'ratio', atLeast: 3 } }, [12], [4])?.verdict).toBe('met');
    expect(row({ target: { of: 'ratio', atLeast: 3 } }, [11], [4])?.verdict).toBe('MISSED');
  });

  it('judges our own value where no ratio is asked for', () => {
    expect(row({ target: { of: 'value', atLeast: 100 } }, [100], [])?.verdict).toBe('met');
    expect(row({ target: { of: 'value', atMost: 0 } }, [1], [])?.verdict).toBe('MISSED');
  });

  it('judges every server where what stands before them all is measured', () => {
    expect(row({ target: { of: 'every', atMost: 5 } }, [4], [3])?.verdict).toBe('met');
    expect(row({ target: { of: 'every', atMost: 5 } }, [4], [6])?.verdict).toBe('MISSED');
  });

  it('has no verdict without a target or without the real server', () => {
    expect(row({}, [1], [1])?.verdict).toBe('');
    expect(row({ target: { of: 'ratio', atMost: 1 } }, [1], [])?.verdict).toBe('');
  });

  it('counts a failed run of ours as a missed target', () => {
    expect(row({ target: { of: 'ratio', atMost: 1 } }, [1], [4], ['gone'])?.verdict).toBe('MISSED');
  });
});

it('takes the mean of the middle two as median of an even number', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

it('takes percentiles by nearest rank, in the order of numbers', () => {
  expect(percentile([10, 9, 100, 2], 0.5)).toBe(9);
  expect(percentile([10, 9, 100, 2], 0.99)).toBe(100);
});

it.each([
  [0, '0'],
  [0.1234, '0.12'],
  [12.34, '12.3'],
  [14545.4, '14,545'],
])('shows %d with about three digits', (value, shown) => {
  expect(rounded(value)).toBe(shown);
});
