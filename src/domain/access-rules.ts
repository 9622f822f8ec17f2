// What a permission profile of the configuration lets commands, patches and pictures touch, more finely than a sandbox
// policy can say. The most exact rule for a path counts; what is denied is opened again by a rule that lets it be
// written, and by no other. Pure.

import type { SandboxPolicy } from '../protocol/index.js';
import { globMatcher, globNames, literalGlob } from '../util/path-glob.js';
import { resolvePosix } from '../util/posix-path.js';
import type { NetworkLimits } from './network/network-limits.js';

export type Access = 'read' | 'write' | 'deny';

/** `path` and `glob`: what is not absolute lies in every folder of the workspace; empty, it is such a folder itself. */
export type RulePlace =
  | { readonly type: 'root' | 'minimal' | 'tmpdir' | 'slashTmp' }
  | { readonly type: 'path' | 'glob'; readonly path: string };

export interface AccessRule {
  readonly place: RulePlace;
  readonly access: Access;
}

export interface AccessRules {
  readonly rules: readonly AccessRule[];
  /** Folders of the workspace besides the working one; absolute. */
  readonly workspace: readonly string[];
  /** How many folders deep files are looked for that a glob denies; null: to the bottom. */
  readonly globDepth: number | null;
  readonly network: boolean;
  /** The hosts that can be reached where the network can; null: all. */
  readonly networkLimits: NetworkLimits | null;
  /** Whether what is denied stays denied when the policy changes, and to commands that somebody lets out of the sandbox. */
  readonly denialsHold: boolean;
}

export interface RuleFacts {
  /** The working folder; absolute. */
  readonly cwd: string;
  readonly tmpdir: string | undefined;
}

/** Names in a workspace that decide what programs outside of the sandbox run or believe. */
export const GUARDED_NAMES: readonly string[] = ['.git', '.agents', '.codex', '.aws'];

/** A rule for one path; `rank` is how exact it is. */
export interface PlacedRule {
  readonly path: string;
  readonly access: Access;
}

/** All rules but those for globs and for what belongs to the system, at absolute paths; broader ones first. */
export function placedRules({ rules, workspace }: AccessRules, { cwd, tmpdir }: RuleFacts): PlacedRule[] {
  const pathsOf = (place: RulePlace): readonly string[] => {
    switch (place.type) {
      case 'root':
        return ['/'];
      case 'slashTmp':
        return ['/tmp'];
      case 'tmpdir':
        return tmpdir?.startsWith('/') ? [resolvePosix(tmpdir, '.')] : [];
      case 'path':
        return inWorkspace(place.path, [cwd, ...workspace]);
      default:
        return [];
    }
  };
  const placed = rules.flatMap(({ place, access }) => pathsOf(place).map((path) => ({ path, access })));
  return inForce(placed);
}

/** Broader rules first, and of several for the same path the one that counts. */
export function inForce(rules: readonly PlacedRule[]): PlacedRule[] {
  const strongest = new Map<string, PlacedRule>();
  for (const rule of rules) {
    const other = strongest.get(rule.path);
    if (other === undefined || STRENGTH[rule.access] > STRENGTH[other.access]) strongest.set(rule.path, rule);
  }
  return [...strongest.values()].sort((a, b) => depth(a.path) - depth(b.path) || (a.path < b.path ? -1 : 1));
}

const STRENGTH: Readonly<Record<Access, number>> = { read: 0, write: 1, deny: 2 };

/** The absolute patterns of what is denied. */
export function deniedGlobs({ rules, workspace }: AccessRules, cwd: string): string[] {
  const patterns = rules.flatMap(({ place }) =>
    place.type === 'glob' ? inWorkspace(place.path, [cwd, ...workspace].map(literalGlob)) : [],
  );
  return [...new Set(patterns)];
}

/** A pattern below the real folder that it begins in, where the way there leads over links. */
export function realGlob(pattern: string, realRoot: string): string {
  return [realRoot === '/' ? '' : literalGlob(realRoot), ...globNames(pattern)].join('/');
}

/** The rule that counts for a path, with what it gives there; null: nothing may be done with it. `placed` is in order. */
export function ruleFor(placed: readonly PlacedRule[], path: string): PlacedRule | null {
  let found: PlacedRule | null = null;
  for (const rule of placed) {
    if (!isWithinFolder(path, rule.path)) continue;
    const isShut = found?.access === 'deny' && found.path !== '/' && rule.access === 'read';
    if (!isShut) found = rule;
  }
  return found?.access === 'deny' ? null : found;
}

/** What is denied, by names (in order) and patterns. */
export interface Denied {
  readonly placed: readonly PlacedRule[];
  readonly globs: readonly string[];
}

/** Whether a path is denied; where nothing is said of it, it is not. */
export function isDenied({ placed, globs }: Denied, path: string): boolean {
  if (globs.some((pattern) => globMatcher(pattern)(path))) return true;
  const isNamed = placed.some(
    (rule) => rule.access === 'deny' && rule.path !== '/' && isWithinFolder(path, rule.path),
  );
  return isNamed && ruleFor(placed, path) === null;
}

/** Whether everything may be read, or written, except for what other rules take away. */
export function rootAccess({ rules }: AccessRules): Access | null {
  const ofRoot = rules.filter(({ place }) => place.type === 'root').map(({ access }) => access);
  return ofRoot.sort((a, b) => STRENGTH[b] - STRENGTH[a])[0] ?? null;
}

export function denials({ rules }: AccessRules): AccessRule[] {
  return rules.filter(({ place, access }) => access === 'deny' && place.type !== 'root');
}

/** The rules with what was denied before still denied. */
export function withDenials(next: AccessRules, kept: readonly AccessRule[]): AccessRules {
  const known = new Set(next.rules.map((rule) => JSON.stringify(rule)));
  const missing = kept.filter((rule) => !known.has(JSON.stringify(rule)));
  return missing.length === 0 ? next : { ...next, rules: [...next.rules, ...missing] };
}

/** Everything but what is denied. */
export function allBut(kept: AccessRules): AccessRules {
  return {
    ...kept,
    rules: [{ place: { type: 'root' }, access: 'write' }, ...denials(kept)],
    network: true,
    networkLimits: null,
  };
}

/** A policy that names folders, as rules. */
export function rulesOf(
  policy: Extract<SandboxPolicy, { type: 'readOnly' | 'workspaceWrite' }>,
): AccessRules {
  const rules: AccessRule[] = [{ place: { type: 'root' }, access: 'read' }];
  if (policy.type === 'workspaceWrite') {
    const write = (place: RulePlace): number => rules.push({ place, access: 'write' });
    write({ type: 'path', path: '' });
    if (policy.excludeSlashTmp !== true) write({ type: 'slashTmp' });
    if (policy.excludeTmpdirEnvVar !== true) write({ type: 'tmpdir' });
    for (const path of policy.writableRoots ?? []) write({ type: 'path', path });
  }
  const network = policy.networkAccess ?? false;
  return { rules, workspace: [], globDepth: null, network, networkLimits: null, denialsHold: true };
}

function inWorkspace(path: string, folders: readonly string[]): string[] {
  if (path.startsWith('/')) return [path];
  return folders.map((folder) => (path === '' ? folder : `${folder === '/' ? '' : folder}/${path}`));
}

export function isWithinFolder(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}

function depth(path: string): number {
  return path.split('/').filter((name) => name !== '').length;
}
