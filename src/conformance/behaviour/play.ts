// Plays the same scenarios on two servers and compares what they do. What differs is played once more: only what
// differs in the same way both times is a change, so that a race is not taken for one.

import { loadProfile } from '../../protocol/index.js';
import { type CaseResult, type RunOptions, runScenarios } from '../runner.js';
import type { Scenario } from '../scenario.js';
import type { Target } from '../target.js';
import { type BehaviourChange, compareBehaviour, keyOf, type Pair } from './compare.js';

/** Milliseconds to wait for any one thing in a scenario that was written for another version. */
const STRANGE_PATIENCE_MS = 3_000;

export interface DriftOptions extends Pick<RunOptions, 'workDir' | 'jobs' | 'patienceMs' | 'signal'> {
  readonly scenarios: readonly Scenario[];
  readonly from: Target;
  readonly to: Target;
  /** How the servers name themselves in what they say. */
  readonly versions: { readonly from: string; readonly to: string };
  /** Of all cases on both sides, replays included as they become known. */
  readonly onProgress?: (done: number, all: number) => void;
}

export interface BehaviourDrift {
  /** Cases that both played. */
  readonly played: number;
  readonly changes: readonly BehaviourChange[];
}

/** Never rejects because of a scenario. @throws whatever keeps a server from starting at all */
export async function playDrift(options: DriftOptions): Promise<BehaviourDrift> {
  const scenarios = options.scenarios.filter((one) => isForBoth(one, options));
  const progress = { done: 0, all: 0 };
  const first = await playBoth(scenarios, options, progress);
  const changes = compareBehaviour(first, options.versions);
  const again = showingAll(changes);
  const second = await playBoth(
    scenarios.filter(({ id }) => again.has(id)),
    options,
    progress,
  );
  const seenAgain = new Set(compareBehaviour(second, options.versions).map(keyOf));
  return {
    played: first.filter(({ before, after }) => before.outcome !== 'skipped' && after.outcome !== 'skipped')
      .length,
    changes: changes.filter((change) => seenAgain.has(keyOf(change))),
  };
}

/** Scenarios that together show every change: one for each is enough, and one may show many. */
function showingAll(changes: readonly BehaviourChange[]): ReadonlySet<string> {
  const chosen = new Set<string>();
  const rarestFirst = changes.toSorted((a, b) => a.scenarios.length - b.scenarios.length);
  for (const { scenarios } of rarestFirst) {
    const [first] = scenarios;
    if (first !== undefined && !scenarios.some((id) => chosen.has(id))) chosen.add(first);
  }
  return chosen;
}

/** What only one of them has is told by the schemas. */
function isForBoth({ covers = [] }: Scenario, { from, to }: DriftOptions): boolean {
  const [old, now] = [from, to].map(({ profile }) => loadProfile(profile));
  return covers.every((method) =>
    [old, now].every((profile) =>
      [profile?.methodInfo, profile?.serverRequestInfo, profile?.notificationInfo].some(
        (ask) => ask?.(method) !== undefined,
      ),
    ),
  );
}

/**
 * Held to both: a sentence that was written for one version is what the other may do otherwise. What it most likely
 * never does is not waited for as long.
 */
function playedOn({ profile }: Target, patienceMs = STRANGE_PATIENCE_MS): (scenario: Scenario) => Scenario {
  const strange = { patienceMs: Math.min(patienceMs, STRANGE_PATIENCE_MS) };
  return (scenario) => ({
    ...scenario,
    profiles: undefined,
    ...(scenario.profiles?.includes(profile) === false ? strange : {}),
  });
}

async function playBoth(
  scenarios: readonly Scenario[],
  { from, to, workDir, jobs, patienceMs, signal, onProgress }: DriftOptions,
  progress: { done: number; all: number },
): Promise<Pair[]> {
  if (scenarios.length === 0) return [];
  const ways = scenarios.reduce((sum, { on }) => sum + (on?.length ?? 1), 0);
  progress.all += 2 * ways;
  const results: (readonly CaseResult[])[] = [];
  // One after the other: beside each other they would disturb each other's times.
  for (const target of [from, to]) {
    const run = await runScenarios({
      target,
      scenarios: scenarios.map(playedOn(target, patienceMs)),
      workDir,
      jobs,
      patienceMs,
      signal,
      onResult() {
        progress.done += 1;
        onProgress?.(progress.done, progress.all);
      },
    });
    results.push(run.results);
  }
  const [before = [], after = []] = results;
  return before.flatMap((result) => {
    const other = after.find(({ id, way }) => id === result.id && way === result.way);
    return other === undefined ? [] : [{ before: result, after: other }];
  });
}
