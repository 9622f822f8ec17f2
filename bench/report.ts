// Turns the outcomes of a measure into rows: medians, the ratio to the real 0.169.0, and whether the target is met.

import type { ContenderName } from './contender.js';
import type { Measure, Metric, Target } from './measure.js';
import type { Outcome, Outcomes } from './runner.js';
import { median } from './statistics.js';

const REFERENCE: ContenderName = 'real-0.169.0';

type Verdict = 'met' | 'MISSED' | '';

export interface Row {
  readonly measure: string;
  readonly metric: Metric;
  /** Median of the runs; undefined where none succeeded. */
  readonly medians: Readonly<Partial<Record<ContenderName, number>>>;
  readonly samples: Readonly<Partial<Record<ContenderName, readonly number[]>>>;
  readonly failures: Readonly<Partial<Record<ContenderName, readonly string[]>>>;
  /** Ours divided by the real 0.169.0's. */
  readonly ratio?: number;
  readonly verdict: Verdict;
}

export function rowsOf(measure: Measure, outcomes: Outcomes): Row[] {
  return measure.metrics.map((metric) => rowOf(measure.name, metric, outcomes));
}

function rowOf(measure: string, metric: Metric, outcomes: Outcomes): Row {
  const medians: Partial<Record<ContenderName, number>> = {};
  const samples: Partial<Record<ContenderName, readonly number[]>> = {};
  const failures: Partial<Record<ContenderName, readonly string[]>> = {};
  for (const [name, outcome] of outcomes) {
    const values = valuesOf(metric, outcome);
    samples[name] = values;
    failures[name] = outcome.failures;
    if (values.length > 0) medians[name] = median(values);
  }
  const { ours, [REFERENCE]: reference } = medians;
  const ratio = ours === undefined || !reference ? undefined : ours / reference;
  const hasFailed = (failures.ours?.length ?? 0) > 0;
  return {
    measure,
    metric,
    medians,
    samples,
    failures,
    ratio,
    verdict: hasFailed && metric.target ? 'MISSED' : verdictOf(metric.target, { ours, ratio, medians }),
  };
}

function valuesOf(metric: Metric, { samples }: Outcome): number[] {
  return samples.map((sample) => sample[metric.key]).filter((value) => value !== undefined);
}

function verdictOf(
  target: Target | undefined,
  { ours, ratio, medians }: Pick<Row, 'ratio' | 'medians'> & { ours: number | undefined },
): Verdict {
  const measured = {
    ratio,
    value: ours,
    every: Object.keys(medians).length === 0 ? undefined : Math.max(...Object.values(medians)),
  }[target?.of ?? 'value'];
  if (target === undefined || measured === undefined) return '';
  const isMet = 'atMost' in target ? measured <= target.atMost : measured >= target.atLeast;
  return isMet ? 'met' : 'MISSED';
}

const NAME_WIDTH = 58;
const WIDTHS = { value: 15, ratio: 8, target: 10 };

export function tableHead(contenders: readonly ContenderName[]): string {
  const names = contenders.map((name) => name.padStart(WIDTHS.value)).join('');
  return `${''.padEnd(NAME_WIDTH)}${names}${'ratio'.padStart(WIDTHS.ratio)}${'target'.padStart(WIDTHS.target)}`;
}

export function tableLine(row: Row, contenders: readonly ContenderName[]): string {
  const values = contenders.map((name) => cell(row, name).padStart(WIDTHS.value)).join('');
  const ratio = row.ratio === undefined || row.metric.target?.of !== 'ratio' ? '' : row.ratio.toFixed(2);
  const target = row.metric.target === undefined ? '' : targetText(row.metric.target);
  const line = `${row.metric.label.padEnd(NAME_WIDTH)}${values}${ratio.padStart(WIDTHS.ratio)}${target.padStart(WIDTHS.target)}`;
  return `${line}  ${row.verdict}`.trimEnd();
}

function cell(row: Row, name: ContenderName): string {
  const value = row.medians[name];
  const failed = row.failures[name]?.length ?? 0;
  if (value === undefined) return failed > 0 ? `failed ${failed}x` : '';
  return `${failed > 0 ? `(${failed} failed) ` : ''}${rounded(value)} ${row.metric.unit}`.trimEnd();
}

/** Three significant digits, with thousands apart. */
export function rounded(value: number): string {
  const size = Math.abs(value);
  const digits = value === 0 || size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function targetText(target: Target): string {
  return 'atMost' in target ? `<= ${target.atMost}` : `>= ${target.atLeast}`;
}
