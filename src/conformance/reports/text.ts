// A run for people: what failed with both sides beside each other and how to repeat it, then the sums.

import type { Comparison, Judged } from '../baseline.js';
import { nameOf } from './name-of.js';
import { sideBySide } from './side-by-side.js';

export interface TextOptions {
  /** Repeats a run against the same target: `astc conform --embedded`. */
  readonly command: string;
  /** Also what held. */
  readonly all: boolean;
}

export function textOf({ cases, stale, missing }: Comparison, { command, all }: TextOptions): string[] {
  const lines: string[] = [];
  for (const judged of cases) lines.push(...describe(judged, command, all));
  for (const { scenario, failure } of stale) {
    lines.push(`stale    ${scenario}  the baseline says that it fails with “${failure}”, and it does not`);
  }
  if (missing.length > 0) lines.push(`missing  the server does not offer ${missing.join(', ')}`);
  return lines;
}

function describe({ result, known }: Judged, command: string, all: boolean): string[] {
  const name = nameOf(result);
  if (result.outcome === 'skipped') return all ? [`skipped  ${name}  ${result.reason ?? ''}`] : [];
  if (result.outcome === 'passed') return all ? [`held     ${name}  ${result.ms} ms`] : [];
  if (known !== undefined)
    return all ? [`known    ${name}  ${known.reason} (docs/quirks.md: ${known.quirk})`] : [];
  return [
    '',
    `FAILED   ${name}`,
    `  ${result.requires}`,
    ...result.problems.flatMap(({ message, expected, actual }) => [
      `  ${message}`,
      ...(expected === undefined && actual === undefined ? [] : sideBySide(expected, actual)),
    ]),
    `  repeat it: ${command} ${result.id}`,
  ];
}

/** Why scenarios were skipped, the most frequent reason first. */
export function skippedInWords({ cases }: Comparison): string[] {
  const counts = new Map<string, number>();
  for (const { result } of cases) {
    const { outcome, reason = '' } = result;
    if (outcome === 'skipped') counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([reason, count]) => `skipped  ${count}×  ${reason}`);
}

export interface Sums {
  readonly held: number;
  readonly known: number;
  readonly failed: number;
  readonly skipped: number;
  readonly stale: number;
  /** Methods that are not offered and should be. */
  readonly missing: number;
}

export function sumsOf({ cases, unlisted, stale, missing }: Comparison): Sums {
  const count = (outcome: string): number => cases.filter(({ result }) => result.outcome === outcome).length;
  return {
    held: count('passed'),
    known: count('failed') - unlisted.length,
    failed: unlisted.length,
    skipped: count('skipped'),
    stale: stale.length,
    missing: missing.length,
  };
}

export function sumsInWords({ held, known, failed, skipped, stale, missing }: Sums): string {
  const parts = [`${held} held`, `${failed} failed`];
  if (known > 0) parts.push(known === 1 ? '1 known difference' : `${known} known differences`);
  if (skipped > 0) parts.push(`${skipped} skipped`);
  if (stale > 0)
    parts.push(stale === 1 ? '1 stale entry of the baseline' : `${stale} stale entries of the baseline`);
  if (missing > 0) parts.push(missing === 1 ? '1 method missing' : `${missing} methods missing`);
  return parts.join(', ');
}

const BAR = 24;

/** `[########----------------] 67/200, 1 failed` */
export function progressBar(done: number, all: number, failed: number): string {
  const filled = all === 0 ? BAR : Math.round((done / all) * BAR);
  return `[${'#'.repeat(filled)}${'-'.repeat(BAR - filled)}] ${done}/${all}${failed > 0 ? `, ${failed} failed` : ''}`;
}
