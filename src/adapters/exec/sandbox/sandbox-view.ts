// What a policy means on this machine's disk: which folders may be written, and which parts of them may not.

import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Access, GUARDED_NAMES } from '../../../domain/access-rules.js';
import type { NetworkRoomFiles } from '../../../domain/command-ports.js';
import type { Permissions } from '../../../domain/permissions.js';
import type { SandboxPolicy } from '../../../protocol/index.js';

/** A policy in terms of real paths; symbolic links are resolved. */
export interface SandboxView {
  /** What may be read besides what may be written: everything, or the system's own folders and some more. */
  readonly readable: 'everything' | { readonly system: boolean; readonly folders: readonly string[] };
  /** `full`: everything may be written. Parents stand before what lies in them. */
  readonly writable: 'full' | readonly string[];
  /** What stays read-only within the writable folders although it is there. */
  readonly readOnly: readonly string[];
  /** What lies in there and may be written all the same. */
  readonly reopened: readonly string[];
  /** What lies over all of that, and in this order over what came before. */
  readonly layers: readonly Layer[];
  /** Folders that must not come into being within the writable ones. */
  readonly mustNotAppear: readonly string[];
  readonly hasNetwork: boolean;
  /** The network it gets where it has none of the machine's; absent: an empty one. */
  readonly room?: NetworkRoomFiles;
}

export interface Layer {
  readonly path: string;
  readonly access: Access;
  readonly isFolder: boolean;
  /** Of what is denied: something within may be written all the same. */
  readonly hasOpenParts: boolean;
}

export interface SandboxPlace {
  /** Where the workspace begins; absolute. */
  readonly cwd: string;
  /** TMPDIR of the command. */
  readonly tmpdir: string | undefined;
  /** Stay read-only wherever they lie: the server's own home. */
  readonly guarded: readonly string[];
  /** Whether guarded names that are not there may come into being; `.codex` never may. */
  readonly absentMayAppear: boolean;
  /** What people let it do beyond the policy. */
  readonly permissions: Permissions;
}

/** @returns null when the policy wants no sandbox */
export function viewOf(policy: SandboxPolicy, place: SandboxPlace): SandboxView | null {
  switch (policy.type) {
    case 'dangerFullAccess':
    case 'externalSandbox':
      return null;
    case 'readOnly':
      return confined({ roots: [], readable: readable(policy, 'access', place) }, policy, place);
    case 'workspaceWrite':
      return confined(
        { roots: writableRoots(policy, place), readable: readable(policy, 'readOnlyAccess', place) },
        policy,
        place,
      );
  }
}

function confined(
  of: { readonly roots: readonly string[]; readonly readable: SandboxView['readable'] },
  { networkAccess }: { readonly networkAccess?: boolean | undefined },
  place: SandboxPlace,
): SandboxView {
  const ofServer = place.guarded.flatMap(realPath);
  const isIn = (one: string, folders: readonly string[]): boolean =>
    folders.some((folder) => isWithin(one, folder));
  const granted = place.permissions.write.flatMap(realPath).filter((one) => !isIn(one, ofServer));
  const roots = inOrder([...of.roots, ...granted]);
  // Whoever agreed to a guarded folder itself meant what lies in it.
  const workspaces = roots.filter((root) => isFolder(root) && !isGuardedName(root));
  const guarded = workspaces.flatMap(guardedIn);
  const there = guarded.filter(isThere);
  const readOnly = inOrder([
    ...there.flatMap(withTargets).filter((one) => !granted.includes(one)),
    ...ofServer,
  ]).filter((one) => roots.some((root) => isWithin(one, root)));
  return {
    readable: of.readable,
    writable: roots,
    readOnly,
    reopened: inOrder(granted.filter((one) => isIn(one, readOnly))),
    mustNotAppear: guarded.filter((one) => !isThere(one) && mayNotAppear(one, place)),
    layers: [],
    hasNetwork: (networkAccess ?? false) || place.permissions.network,
  };
}

/** Whether a guarded name that is not there has to stay away. Folders for everybody are no workspaces. */
export function mayNotAppear(guarded: string, place: SandboxPlace): boolean {
  if (isShared(path.dirname(guarded), place)) return false;
  return !place.absentMayAppear || path.basename(guarded) === '.codex';
}

export function guardedIn(workspace: string): string[] {
  return GUARDED_NAMES.map((name) => path.join(workspace, name));
}

export function isGuardedName(one: string): boolean {
  return GUARDED_NAMES.includes(path.basename(one));
}

/** The 0.118.0 protocol can limit what is read; newer types have no word for it. */
function readable(policy: object, member: string, { permissions }: SandboxPlace): SandboxView['readable'] {
  const access = (policy as Record<string, unknown>)[member] as
    | { type?: string; includePlatformDefaults?: boolean; readableRoots?: readonly string[] }
    | undefined; // decoded by the version that has it
  if (access?.type !== 'restricted') return 'everything';
  return {
    system: access.includePlatformDefaults ?? true,
    folders: inOrder([...(access.readableRoots ?? []), ...permissions.read].flatMap(realPath)),
  };
}

function writableRoots(
  policy: Extract<SandboxPolicy, { type: 'workspaceWrite' }>,
  { cwd, tmpdir }: SandboxPlace,
): string[] {
  const named = [cwd, ...(policy.writableRoots ?? []).map((root) => path.resolve(cwd, root))];
  if (!policy.excludeSlashTmp) named.push('/tmp');
  if (!policy.excludeTmpdirEnvVar && tmpdir !== undefined && path.isAbsolute(tmpdir)) named.push(tmpdir);
  return inOrder(named.flatMap(realPath));
}

function isShared(root: string, { tmpdir }: SandboxPlace): boolean {
  return ['/tmp', tmpdir].some((one) => one !== undefined && realPath(one).includes(root));
}

/** A link stays a link when it is read-only, so what it leads to is guarded too; so is the folder a `.git` file names. */
export function withTargets(guarded: string): string[] {
  const real = realPath(guarded);
  return [...real, ...real.flatMap(gitFolderNamedBy)];
}

function gitFolderNamedBy(file: string): string[] {
  if (path.basename(file) !== '.git') return [];
  try {
    const named = /^gitdir:\s*(.+?)\s*$/m.exec(readFileSync(file, 'utf8'))?.[1];
    return named === undefined ? [] : realPath(path.resolve(path.dirname(file), named));
  } catch {
    return [];
  }
}

/** Empty when there is nothing of that name. */
function realPath(name: string): string[] {
  try {
    return [realpathSync(name)];
  } catch {
    return [];
  }
}

function isThere(name: string): boolean {
  return lstatSync(name, { throwIfNoEntry: false }) !== undefined;
}

function isFolder(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isWithin(name: string, folder: string): boolean {
  return folder === '/' || name === folder || name.startsWith(`${folder}/`);
}

/** Each once, parents first. */
function inOrder(names: readonly string[]): string[] {
  return [...new Set(names)].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}
