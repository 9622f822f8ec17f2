// What commands may touch, entry by entry, as 0.169.0 keeps it and tells it to models. Pure.

import {
  type Access,
  type AccessRule,
  type AccessRules,
  deniedGlobs,
  GUARDED_NAMES,
  placedRules,
  rulesOf,
} from './access-rules.js';
import { chosenBy } from './environments/environment.js';
import type { ThreadSettings } from './settings.js';
import { isUnlimited } from './shown-policy.js';

/** Paths and patterns are absolute. */
export type ListedPlace =
  | { readonly type: 'path'; readonly path: string }
  | { readonly type: 'glob'; readonly pattern: string }
  | { readonly type: 'special'; readonly name: 'root' | 'minimal' | 'tmpdir' | 'slash_tmp' };

export interface ListedEntry {
  readonly place: ListedPlace;
  readonly access: Access;
  /** It takes away what another one gives, where there is such a thing at all. */
  readonly isGuard: boolean;
}

/** `disabled`: everything. `external`: somebody else sees to it. */
export type ListedAccess =
  | { readonly type: 'disabled' | 'external' }
  | { readonly type: 'managed'; readonly rules: AccessRules; readonly entries: readonly ListedEntry[] };

type Limits = Pick<
  ThreadSettings,
  'accessRules' | 'sandboxPolicy' | 'permissionProfile' | 'cwd' | 'environments'
>;

export function listedAccess(limits: Limits): ListedAccess {
  const rules = rulesFor(limits);
  if (typeof rules === 'string') return { type: rules };
  if (isUnlimited(rules) && rules.network) return { type: 'disabled' };
  const of = (some: readonly AccessRule[]): ListedEntry[] =>
    some.flatMap((rule) => entriesOf(rule, { ...rules, rules: [rule] }, limits.cwd));
  // What was denied before, and stays so, stands at the end.
  const ruled = rules.rules.findLastIndex(({ access }) => access !== 'deny') + 1;
  const entries = [...of(rules.rules.slice(0, ruled)), ...guards(limits), ...of(rules.rules.slice(ruled))];
  return { type: 'managed', rules, entries };
}

function rulesFor({ accessRules, sandboxPolicy }: Limits): AccessRules | 'disabled' | 'external' {
  if (accessRules !== null) return accessRules;
  switch (sandboxPolicy.type) {
    case 'dangerFullAccess':
      return 'disabled';
    case 'externalSandbox':
      return 'external';
    default:
      return rulesOf(sandboxPolicy);
  }
}

/** Profiles of one's own name what they guard; the workspace that everybody has is guarded as a policy is. */
function guards(limits: Limits): ListedEntry[] {
  const { sandboxPolicy, permissionProfile, accessRules } = limits;
  const isOwn = permissionProfile !== null && permissionProfile.id !== ':workspace';
  if (sandboxPolicy.type !== 'workspaceWrite' || isOwn) return [];
  const roots = [...(chosenBy(limits)[0]?.runtimeWorkspaceRoots ?? []), ...(accessRules?.workspace ?? [])];
  return GUARDED_NAMES.flatMap((name) =>
    roots.map((root): ListedEntry => {
      const path = `${root === '/' ? '' : root}/${name}`;
      return { place: { type: 'path', path }, access: 'read', isGuard: true };
    }),
  );
}

function entriesOf({ place, access }: AccessRule, alone: AccessRules, cwd: string): ListedEntry[] {
  return placesOf(place, alone, cwd).map((one) => ({ place: one, access, isGuard: false }));
}

function placesOf(place: AccessRule['place'], alone: AccessRules, cwd: string): ListedPlace[] {
  switch (place.type) {
    case 'path':
      return placedRules(alone, { cwd, tmpdir: undefined }).map(({ path }) => ({ type: 'path', path }));
    case 'glob':
      return deniedGlobs(alone, cwd).map((pattern) => ({ type: 'glob', pattern }));
    default:
      return [{ type: 'special', name: place.type === 'slashTmp' ? 'slash_tmp' : place.type }];
  }
}
