// What a thread may touch, as 0.169.0 keeps it besides the sandbox policy: every rule at its path, and the profile's name.

import { type ListedEntry, type ListedPlace, listedAccess } from '../../domain/listed-access.js';
import type { Confines, ThreadSettings } from '../../domain/settings.js';
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

export function filePermissions(settings: ThreadSettings): Json {
  const access = listedAccess(settings);
  switch (access.type) {
    case 'disabled':
      return { type: 'disabled' };
    case 'external': {
      const { sandboxPolicy } = settings;
      return { type: 'external', network: at(sandboxPolicy, 'networkAccess') ?? 'restricted' };
    }
    case 'managed': {
      const { globDepth, network } = access.rules;
      return {
        type: 'managed',
        file_system: {
          type: 'restricted',
          entries: access.entries.map(fileEntry),
          ...(globDepth === null ? {} : { glob_scan_max_depth: globDepth }),
        },
        network: network ? 'enabled' : 'restricted',
      };
    }
  }
}

function fileEntry({ place, access, isGuard }: ListedEntry): Json {
  return { path: filePlace(place), access, ...(isGuard ? { missing_path_behavior: 'skip' } : {}) };
}

function filePlace(place: ListedPlace): Json {
  switch (place.type) {
    case 'path':
      return { type: 'path', path: place.path };
    case 'glob':
      return { type: 'glob_pattern', pattern: place.pattern };
    case 'special':
      return { type: 'special', value: { kind: place.name } };
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
