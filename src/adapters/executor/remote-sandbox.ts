// What a command may touch, as executors are told it. Pure.

import { pathToFileURL } from 'node:url';
import { type AccessRule, type AccessRules, GUARDED_NAMES, rulesOf } from '../../domain/access-rules.js';
import type { CommandSpec } from '../../domain/command-ports.js';
import { reachesNetwork } from '../exec/network-access.js';

type Json = Record<string, unknown>;

/** Null: everything. */
export function remoteSandbox(spec: CommandSpec, workspaceRoots: readonly string[]): Json | null {
  const permissions = permissionsOf(spec);
  if (permissions === null) return null;
  return {
    permissions,
    cwd: fileUrl(spec.sandboxCwd),
    workspaceRoots: workspaceRoots.map(fileUrl),
    windowsSandboxLevel: 'disabled',
    windowsSandboxProxySettingsMode: 'reconcile',
    useLegacyLandlock: false,
  };
}

export function fileUrl(path: string): string {
  return pathToFileURL(path).href;
}

function permissionsOf(spec: CommandSpec): Json | null {
  const { sandbox, accessRules = null, permissions } = spec;
  if (sandbox === null) return null;
  const network = reachesNetwork(spec) ? 'enabled' : 'restricted';
  if (accessRules === null && sandbox.type === 'dangerFullAccess') return null;
  if (accessRules === null && sandbox.type === 'externalSandbox') return { type: 'external', network };
  const rules = accessRules ?? rulesOf(sandbox as Parameters<typeof rulesOf>[0]); // the two others are gone by now
  const entries = [
    ...rules.rules.map(entryOf),
    ...(accessRules === null && sandbox.type === 'workspaceWrite' ? GUARDED_NAMES.map(guarded) : []),
    ...(permissions?.read ?? []).map((path) => pathEntry(path, 'read')),
    ...(permissions?.write ?? []).map((path) => pathEntry(path, 'write')),
  ];
  return { type: 'managed', file_system: { type: 'restricted', entries, ...depthOf(rules) }, network };
}

function depthOf({ globDepth }: AccessRules): Json {
  return globDepth === null ? {} : { glob_scan_max_depth: globDepth };
}

function entryOf({ place, access }: AccessRule): Json {
  switch (place.type) {
    case 'glob':
      return { path: { type: 'glob_pattern', pattern: place.path }, access };
    case 'path':
      if (place.path.startsWith('/')) return pathEntry(place.path, access);
      return special(
        { kind: 'project_roots', ...(place.path === '' ? {} : { subpath: place.path }) },
        access,
      );
    case 'slashTmp':
      return special({ kind: 'slash_tmp' }, access);
    default:
      return special({ kind: place.type }, access);
  }
}

function guarded(subpath: string): Json {
  return { ...special({ kind: 'project_roots', subpath }, 'read'), missing_path_behavior: 'skip' };
}

function pathEntry(path: string, access: string): Json {
  return { path: { type: 'path', path: fileUrl(path) }, access };
}

function special(value: Json, access: string): Json {
  return { path: { type: 'special', value }, access };
}
