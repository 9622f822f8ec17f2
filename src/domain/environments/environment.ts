// Where commands of a thread can run besides this machine: environments that clients have added, each behind an
// executor, and what a thread has chosen of them. Pure.

import type { ThreadEnvironment } from '../../protocol/index.js';

/** One that a thread has chosen. Folders are absolute in the environment itself. */
export interface ChosenEnvironment {
  readonly environmentId: string;
  readonly cwd: string;
  readonly runtimeWorkspaceRoots: readonly string[];
}

/** The id of this machine. */
export const LOCAL = 'local';

interface Choice {
  readonly cwd: string;
  readonly environments?: readonly ChosenEnvironment[] | undefined;
}

/** What a thread has chosen, the most important first: where it says nothing, this machine. */
export function chosenBy({ cwd, environments }: Choice): readonly ChosenEnvironment[] {
  return environments ?? [chosenAt(LOCAL, cwd)];
}

/** The same as clients are shown it. */
export function shownEnvironments(choice: Choice): ThreadEnvironment[] {
  return chosenBy(choice).map((one) => ({ ...one, runtimeWorkspaceRoots: [...one.runtimeWorkspaceRoots] }));
}

/** What a thread in `cwd` has chosen that did not say: this machine first; undefined where there is no other. */
export function chosenByDefault(cwd: string, added: readonly string[]): ChosenEnvironment[] | undefined {
  return added.length === 0 ? undefined : [LOCAL, ...added].map((id) => chosenAt(id, cwd));
}

function chosenAt(environmentId: string, cwd: string): ChosenEnvironment {
  return { environmentId, cwd, runtimeWorkspaceRoots: [cwd] };
}

/** How a turn finds an environment. `shell`: the name of the one that runs commands there. */
export type FoundEnvironment = Pick<ChosenEnvironment, 'environmentId' | 'cwd'> &
  ({ readonly shell: string } | { readonly problem: string });
