// What requirements.toml says of permission profiles: some of its own, which may be had, and which one a thread gets that
// may not have what it asks for. 0.118.0 knows nothing of it. Pure; texts are the real server's.

import { resolve } from 'node:path';
import { type AccessRule, rulesOf, withDenials } from '../../domain/access-rules.js';
import { builtInPolicy, USUAL_PROFILE, WORKSPACE_PROFILE } from '../../domain/permission-profiles.js';
import type { Confines, SettingsOverrides } from '../../domain/settings.js';
import { isGlob } from '../../util/path-glob.js';
import { textAt } from '../../util/peek.js';
import { SYSTEM_FOLDER } from '../../util/system-folder.js';
import { ConfigProblem } from './config-problem.js';
import { isTree, type Tree, valueAt } from './tree.js';

/** What is asked for, as it may be had. */
export interface Bounded {
  readonly values: SettingsOverrides;
  /** What somebody is told who gets another profile. */
  readonly told: readonly string[];
}

/** The profiles that an administrator has written, by name. */
export function demandedProfiles({ permissions }: Tree): Tree {
  if (!isTree(permissions)) return {};
  const { filesystem: _isNone, ...profiles } = permissions;
  return profiles;
}

/** The configuration with them in it. */
export function withDemandedProfiles(config: Tree, demanded: Tree): Tree {
  const profiles = demandedProfiles(demanded);
  if (Object.keys(profiles).length === 0) return config;
  return {
    ...config,
    permissions: { ...(isTree(config.permissions) ? config.permissions : {}), ...profiles },
  };
}

/** @throws ConfigProblem `reference` where a configuration, without demands in it, and the demands do not go together */
export function assertProfilesFit({ permissions }: Tree, demanded: Tree): void {
  const own = isTree(permissions) ? permissions : {};
  const profiles = demandedProfiles(demanded);
  const twice = Object.keys(profiles).find((name) => own[name] !== undefined);
  if (twice !== undefined)
    refuse(`permissions profile \`${twice}\` conflicts with a config-defined profile of the same name`);
  const { default_permissions: usual } = demanded;
  const allowed = allowedIn(demanded);
  if (allowed === null) {
    if (usual !== undefined) refuse('default_permissions requires allowed_permission_profiles');
    return;
  }
  const isThere = (name: string): boolean =>
    builtInPolicy(name) !== null || isTree({ ...own, ...profiles }[name]);
  const missing = Object.keys(allowed)
    .sort()
    .find((name) => !isThere(name));
  if (missing !== undefined) refuse(`allowed_permission_profiles refers to undefined profile \`${missing}\``);
  if (usual === undefined && !(allowed[WORKSPACE_PROFILE] && allowed[USUAL_PROFILE]))
    refuse(
      `default_permissions must be set unless allowed_permission_profiles allows both \`${WORKSPACE_PROFILE}\` and \`${USUAL_PROFILE}\``,
    );
  if (typeof usual === 'string' && allowed[usual] !== true)
    refuse(`default_permissions \`${usual}\` must be allowed by allowed_permission_profiles`);
}

/** `config` is the one that values come from. A sandbox that is asked for as such counts for nothing. */
export function boundedBy(demanded: Tree, values: SettingsOverrides, config: Tree): Bounded {
  if (allowedIn(demanded) === null) return { values, told: [] };
  const { sandboxPolicy: _policy, accessRules: _rules, permissionProfile: _profile, ...others } = values;
  const wanted = values.profileNamed ?? textAt(config, 'default_permissions');
  const why = wanted === undefined ? null : profileRefusal(wanted, demanded);
  const profileNamed = wanted === undefined || why !== null ? fallbackIn(demanded) : wanted;
  return { values: { ...others, profileNamed }, told: why === null ? [] : [why] };
}

/** What may be touched, without what nobody may read. What hands everything over is refused elsewhere. */
export function denyingReads(confines: Confines, demanded: Tree): Confines {
  const rules = deniedReads(demanded).map(
    (path): AccessRule => ({ place: { type: isGlob(path) ? 'glob' : 'path', path }, access: 'deny' }),
  );
  const { sandboxPolicy, accessRules } = confines;
  const isOpen = sandboxPolicy.type !== 'readOnly' && sandboxPolicy.type !== 'workspaceWrite';
  if (rules.length === 0) return confines;
  const before = accessRules ?? (isOpen ? null : rulesOf(sandboxPolicy));
  return before === null ? confines : { ...confines, accessRules: withDenials(before, rules) };
}

/** Absolute paths and patterns that nobody may read. */
export function deniedReads({ permissions }: Tree): string[] {
  const paths = isTree(permissions) ? valueAt(permissions, ['filesystem', 'deny_read']) : null;
  return Array.isArray(paths) ? paths.map((path) => resolve(SYSTEM_FOLDER, String(path))) : [];
}

/** Why a profile may not be had; null where it may. */
export function profileRefusal(name: string, demanded: Tree): string | null {
  const allowed = allowedIn(demanded);
  if (allowed === null || allowed[name] === true) return null;
  return `Configured value for \`permission_profile\` is disallowed by requirements; falling back from \`${name}\` to required value \`${fallbackIn(demanded)}\`.`;
}

function fallbackIn(demanded: Tree): string {
  return textAt(demanded, 'default_permissions') ?? WORKSPACE_PROFILE;
}

function allowedIn({ allowed_permission_profiles: allowed }: Tree): Tree | null {
  return isTree(allowed) ? allowed : null;
}

function refuse(why: string): never {
  throw new ConfigProblem('reference', `requirements.toml ${why}`);
}
