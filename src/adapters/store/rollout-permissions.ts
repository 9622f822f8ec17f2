// What a thread may touch, as 0.169.0 keeps it besides the sandbox policy: every rule at its path, and the profile's name.

import {
  type AccessRule,
  type AccessRules,
  deniedGlobs,
  placedRules,
  rulesOf,
} from '../../domain/access-rules.js';
import type { Confines, ThreadSettings } from '../../domain/settings.js';
import { isUnlimited } from '../../domain/shown-policy.js';
import type { ActivePermissionProfile, SandboxPolicy } from '../../protocol/index.js';
import { at, listAt, textAt } from '../../util/peek.js';
import type { Json } from './rollout-line.js';

export function fileProfile({ permissionProfile }: Confines): Json {
  if (permissionProfile === null) return {};
  const { id, extends: parent } = permissionProfile;
  return { active_permission_profile: parent === null ? { id } : { id, extends: parent } };
}

export function profileOf(value: unknown): ActivePermissionProfile | null {
  const id = textAt(value, 'active_permission_profile', 'id');
  return id === undefined
    ? null
    : { id, extends: textAt(value, 'active_permission_profile', 'extends') ?? null };
}

export function filePermissions({ accessRules, sandboxPolicy, cwd }: ThreadSettings): Json {
  if (accessRules !== null) return managed(accessRules, cwd);
  switch (sandboxPolicy.type) {
    case 'dangerFullAccess':
      return { type: 'disabled' };
    case 'externalSandbox':
      return { type: 'external', network: sandboxPolicy.networkAccess ?? 'restricted' };
    default:
      return managed(rulesOf(sandboxPolicy), cwd);
  }
}

/** What such a line says; of a managed one the nearest policy, which the profile's name may replace. */
export function appliedPermissions(value: Json): Confines {
  return {
    sandboxPolicy: policyIn(value.permission_profile),
    accessRules: null,
    permissionProfile: profileOf(value),
  };
}

function policyIn(permissions: unknown): SandboxPolicy {
  const hasNetwork = at(permissions, 'network') === 'enabled';
  switch (textAt(permissions, 'type')) {
    case 'disabled':
      return { type: 'dangerFullAccess' };
    case 'external':
      return { type: 'externalSandbox', networkAccess: hasNetwork ? 'enabled' : 'restricted' };
    default: {
      const entries = listAt(permissions, 'file_system', 'entries');
      return entries.some((entry) => at(entry, 'access') === 'write')
        ? { type: 'workspaceWrite', networkAccess: hasNetwork }
        : { type: 'readOnly', networkAccess: hasNetwork };
    }
  }
}

function managed(rules: AccessRules, cwd: string): Json {
  const network = rules.network ? 'enabled' : 'restricted';
  if (isUnlimited(rules) && rules.network) return { type: 'disabled' };
  return {
    type: 'managed',
    file_system: {
      type: 'restricted',
      entries: rules.rules.flatMap((rule) => entriesOf(rule, rules, cwd)),
      ...(rules.globDepth === null ? {} : { glob_scan_max_depth: rules.globDepth }),
    },
    network,
  };
}

function entriesOf(rule: AccessRule, rules: AccessRules, cwd: string): Json[] {
  const { place, access } = rule;
  switch (place.type) {
    case 'path':
      return placedRules({ ...rules, rules: [rule] }, { cwd, tmpdir: undefined }).map(({ path }) => ({
        path: { type: 'path', path },
        access,
      }));
    case 'glob':
      return deniedGlobs({ ...rules, rules: [rule] }, cwd).map((pattern) => ({
        path: { type: 'glob_pattern', pattern },
        access,
      }));
    default: {
      const kind = place.type === 'slashTmp' ? 'slash_tmp' : place.type;
      return [{ path: { type: 'special', value: { kind } }, access }];
    }
  }
}
