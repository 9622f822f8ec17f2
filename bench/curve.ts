// How a figure grows with an amount: one line for each server, one bar for each amount; each # doubles.

import type { ContenderName } from './contender.js';
import type { Measure } from './measure.js';
import { type Row, rounded } from './report.js';

const NAME_WIDTH = 14;
const COLUMN_WIDTH = 28;

/** The curves that the measures have at least two points of, ready to print. */
export function curvesOf(
  measures: readonly Measure[],
  rows: readonly Row[],
  contenders: readonly ContenderName[],
): string {
  const amounts = new Map(
    measures.flatMap(({ name, amount }) => (amount === undefined ? [] : [[name, amount]])),
  );
  const curves = new Map<string, Row[]>();
  for (const row of rows) {
    const { curve } = row.metric;
    if (curve === undefined || !amounts.has(row.measure) || Object.keys(row.medians).length === 0) continue;
    curves.set(curve, [...(curves.get(curve) ?? []), row]);
  }
  return [...curves]
    .filter(([, points]) => points.length > 1)
    .map(([title, points]) => curveText(title, points, amounts, contenders))
    .join('\n');
}

function curveText(
  title: string,
  points: readonly Row[],
  amounts: ReadonlyMap<string, number>,
  contenders: readonly ContenderName[],
): string {
  const values = points.flatMap(({ medians }) => Object.values(medians));
  const least = Math.min(...values.filter((value) => value > 0));
  const head = points.map(({ measure }) =>
    (amounts.get(measure) ?? 0).toLocaleString('en-US').padEnd(COLUMN_WIDTH),
  );
  const lines = contenders.map((name) => {
    const cells = points.map(({ medians, metric }) => {
      const value = medians[name];
      const cell = value === undefined ? '–' : `${bar(value, least)} ${rounded(value)} ${metric.unit}`;
      return cell.padEnd(COLUMN_WIDTH);
    });
    return `  ${name.padEnd(NAME_WIDTH)}${cells.join('')}`.trimEnd();
  });
  return [title, `  ${''.padEnd(NAME_WIDTH)}${head.join('')}`.trimEnd(), ...lines, ''].join('\n');
}

/** One # for the least value of the curve, one more each time it doubles; none for nothing. */
function bar(value: number, least: number): string {
  if (value === 0) return '';
  return '#'.repeat(1 + Math.max(0, Math.round(Math.log2(value / least))));
}
