// Plays the same scenarios on two servers and compares what they do. What differs is played once more: only what
// differs in the same way both times is a change, so that a race is not taken for one.

import { loadProfile } from '../../protocol/index.js';
import { type CaseResult, type RunOptions, runScenarios } from '../runner.js';
import type { Scenario } from '../scenario.js';
import type { Target } from '../target.js';
import { type BehaviourChange, compareBehaviour, keyOf, type Pair } from './compare.js';

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
  const scenarios = options.scenarios.filter((one) => isForBoth(one, options)).map(forEveryVersion);
  const progress = { done: 0, all: 0 };
  const first = await playBoth(scenarios, options, progress);
  const changes = compareBehaviour(first, options.versions);
  // One scenario for each change is enough to see it again.
  const again = new Set(changes.map(({ scenarios: [shown] }) => shown));
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

/** Held to both: a sentence that was written for one version is what the other may do otherwise. */
function forEveryVersion(scenario: Scenario): Scenario {
  return { ...scenario, profiles: undefined };
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
      scenarios,
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
