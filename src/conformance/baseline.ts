// What a target is known to do otherwise. A failure that is not listed fails the run, and so does an entry that
// nothing needs any more: the list stays true.

import type { CaseResult, Run } from './runner.js';

export interface KnownDifference {
  /** Id of the scenario. */
  readonly scenario: string;
  /** Only over this way; both by default. */
  readonly way?: 'stdio' | 'websocket';
  /** Part of what the failure says; whatever else goes wrong is news. */
  readonly failure: string;
  readonly reason: string;
  /** The heading of docs/quirks.md that explains it. */
  readonly quirk: string;
  /** Shows in some runs only, so that its absence is no news. */
  readonly varies?: true;
}

export interface Baseline {
  /** What it is called: `embedded-0.118.0`. */
  readonly name: string;
  readonly differences: readonly KnownDifference[];
  /** Methods of its version that it need not offer; `any` where something else keeps that list. */
  readonly unoffered?: readonly string[] | 'any';
}

export const EMPTY_BASELINE: Baseline = { name: 'none', differences: [] };

export interface Judged {
  readonly result: CaseResult;
  /** Why its failure was expected. */
  readonly known: KnownDifference | undefined;
}

export interface Comparison {
  readonly cases: readonly Judged[];
  readonly unlisted: readonly Judged[];
  readonly stale: readonly KnownDifference[];
  /** Methods that the server should offer and does not. */
  readonly missing: readonly string[];
  /** Those and the ones that the baseline excuses. */
  readonly unoffered: readonly string[];
}

/** Holds results to the list. Entries of scenarios that did not run are not judged. */
export function compareWithBaseline({ results, unoffered }: Run, baseline: Baseline): Comparison {
  const { differences, unoffered: excused = [] } = baseline;
  const used = new Set<KnownDifference>();
  const cases = results.map((result): Judged => {
    if (result.outcome !== 'failed') return { result, known: undefined };
    const entries = differences.filter((entry) => concerns(entry, result));
    const explained = result.problems.map(({ message }) =>
      entries.find(({ failure }) => message.includes(failure)),
    );
    if (explained.some((entry) => entry === undefined)) return { result, known: undefined };
    for (const entry of explained) if (entry !== undefined) used.add(entry);
    return { result, known: explained[0] };
  });
  const ran = results.filter(({ outcome }) => outcome !== 'skipped');
  return {
    unoffered,
    missing: excused === 'any' ? [] : unoffered.filter((method) => !excused.includes(method)),
    cases,
    unlisted: cases.filter(({ result, known }) => result.outcome === 'failed' && known === undefined),
    stale: differences.filter(
      (entry) => entry.varies !== true && !used.has(entry) && ran.some((result) => concerns(entry, result)),
    ),
  };
}

function concerns(entry: KnownDifference, { id, way }: CaseResult): boolean {
  return entry.scenario === id && (entry.way === undefined || entry.way === way);
}

/** @throws RangeError when the value is no baseline */
export function parseBaseline(value: unknown): Baseline {
  const { name, differences } = (value ?? {}) as Partial<Baseline>; // members are checked below
  if (typeof name !== 'string' || !Array.isArray(differences))
    throw new RangeError('A baseline is an object with a name and a list of differences.');
  for (const entry of differences as Partial<Record<keyof KnownDifference, unknown>>[]) {
    for (const member of ['scenario', 'failure', 'reason', 'quirk'] as const) {
      if (typeof entry[member] !== 'string' || entry[member] === '')
        throw new RangeError(`An entry of the baseline ${name} has no ${member}: ${JSON.stringify(entry)}`);
    }
  }
  return { name, differences };
}
