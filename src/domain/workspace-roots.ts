// The folders that are a thread's workspace, where a client has named them: they are what a policy opens in place of the
// working folder. Pure.

import type { ActivePermissionProfile, SandboxPolicy } from '../protocol/index.js';
import { type AccessRule, type AccessRules, rulesOf } from './access-rules.js';
import { type ChosenEnvironment, chosenBy, LOCAL } from './environments/environment.js';
import { shownPolicy } from './shown-policy.js';

/** As of the settings. */
interface Confines {
  sandboxPolicy: SandboxPolicy;
  accessRules: AccessRules | null;
  permissionProfile: ActivePermissionProfile | null;
}

interface Place {
  readonly cwd: string;
  readonly environments?: readonly ChosenEnvironment[] | undefined;
}

/** The roots of a thread on this machine alone; null: only its working folder, or it works elsewhere too. */
export function ownRoots(place: Place): readonly string[] | null {
  const [here, ...others] = chosenBy(place);
  if (here?.environmentId !== LOCAL || others.length > 0) return null;
  return isUsual(here) ? null : here.runtimeWorkspaceRoots;
}

/** The roots of a thread that are the same wherever it works; null: only its working folder, or it chose otherwise. */
export function sharedRoots(place: Place): readonly string[] | null {
  const [here, ...others] = chosenBy(place);
  if (here?.environmentId !== LOCAL || isUsual(here)) return null;
  const isAlike = (one: ChosenEnvironment): boolean =>
    one.cwd === here.cwd && one.runtimeWorkspaceRoots.join('\0') === here.runtimeWorkspaceRoots.join('\0');
  return others.every(isAlike) ? here.runtimeWorkspaceRoots : null;
}

/** The roots of a thread once it works in `cwd`, which takes the place of where it worked. */
export function rootsAt(cwd: string, before: Place): readonly string[] {
  return (sharedRoots(before) ?? [before.cwd]).map((root) => (root === before.cwd ? cwd : root));
}

/** What is chosen once it has those roots everywhere; undefined: nothing that need be said. */
export function chosenWithRoots(place: Place, roots: readonly string[]): ChosenEnvironment[] | undefined {
  const chosen = chosenBy(place).map((one) => ({ ...one, runtimeWorkspaceRoots: roots }));
  const [first, ...others] = chosen;
  const isDefault = first?.environmentId === LOCAL && first.cwd === place.cwd && isUsual(first);
  return isDefault && others.length === 0 ? undefined : chosen;
}

/** The settings with what their policy opens placed in their roots. `unplaced` is what it is without them. */
export function inRoots<T extends Confines & Place & { readonly unplaced?: Confines | undefined }>(
  settings: T,
): T {
  const { unplaced: _, ...bare } = settings;
  // A generic rest is known to lack `unplaced` alone, which is optional.
  const plain = bare as T;
  const roots = ownRoots(settings);
  const rules = roots === null ? null : rulesIn(settings);
  if (roots === null || rules === null || !rules.rules.some(isInWorkspace)) return plain;
  const { sandboxPolicy, accessRules, permissionProfile, cwd } = settings;
  const placed = {
    ...rules,
    workspace: [],
    rules: rules.rules.flatMap((rule) => placesOf(rule, [...roots, ...rules.workspace])),
  };
  return {
    ...plain,
    accessRules: placed,
    sandboxPolicy: shownPolicy(placed, { cwd, tmpdir: undefined }),
    unplaced: { sandboxPolicy, accessRules, permissionProfile },
  };
}

/** Null: everything is open, or nothing can be written. */
function rulesIn({ sandboxPolicy, accessRules }: Confines): AccessRules | null {
  if (accessRules !== null) return accessRules;
  return sandboxPolicy.type === 'workspaceWrite' ? rulesOf(sandboxPolicy) : null;
}

function placesOf(rule: AccessRule, roots: readonly string[]): AccessRule[] {
  const { place } = rule;
  if (!isInWorkspace(rule) || !('path' in place)) return [rule];
  const below = (root: string): string =>
    place.path === '' ? root : `${root === '/' ? '' : root}/${place.path}`;
  return roots.map((root) => ({ ...rule, place: { ...place, path: below(root) } }));
}

function isInWorkspace({ place }: AccessRule): boolean {
  return 'path' in place && !place.path.startsWith('/');
}

function isUsual({ cwd, runtimeWorkspaceRoots: [root, ...others] }: ChosenEnvironment): boolean {
  return root === cwd && others.length === 0;
}
