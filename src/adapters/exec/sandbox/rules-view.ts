// What access rules mean on this machine's disk: layers over the whole disk, over all of it read-only, or over nothing.

import { existsSync, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import {
  type AccessRules,
  deniedGlobs,
  inForce,
  isWithinFolder,
  type PlacedRule,
  placedRules,
  realGlob,
  rootAccess,
  ruleFor,
} from '../../../domain/access-rules.js';
import { globMatcher, globRoot } from '../../../util/path-glob.js';
import {
  guardedIn,
  isGuardedName,
  type Layer,
  mayNotAppear,
  type SandboxPlace,
  type SandboxView,
  withTargets,
} from './sandbox-view.js';

export function viewOfRules(rules: AccessRules, place: SandboxPlace): SandboxView {
  const root = rootAccess(rules);
  const homes = place.guarded.filter((one) => existsSync(one)).map(realOf);
  const isOfServer = (one: string): boolean => homes.some((home) => isWithinFolder(one, home));
  const granted = (access: 'read' | 'write'): PlacedRule[] =>
    place.permissions[access]
      .map((one) => ({ path: realOf(one), access }))
      .filter((rule) => access === 'read' || !isOfServer(rule.path));
  const placed = inForce([
    ...placedRules(rules, { cwd: place.cwd, tmpdir: place.tmpdir }).map((rule) => ({
      ...rule,
      path: realOf(rule.path),
    })),
    ...granted('read'),
    ...granted('write'),
  ]);
  const layers: Layer[] = [];
  const mustNotAppear: string[] = [];
  const accessTo = (one: string): PlacedRule | null => ruleFor(placed, one);
  for (const { path: one, access } of placed) {
    if (one === '/') continue;
    const above = accessTo(path.dirname(one))?.access ?? null;
    if (existsSync(one)) {
      // What is denied is opened again only by a rule that lets it be written.
      if (accessTo(one)?.access === access || access === 'deny') layers.push(layer(one, access, placed));
    } else if (access !== 'write' && above === 'write' && existsSync(path.dirname(one))) {
      mustNotAppear.push(one);
    }
  }
  const workspaces = placed.filter(({ path: one, access }) => access === 'write' && isWorkspace(one));
  // All of the server's home is read-only anyhow: nothing could be mounted there.
  const open = workspaces.filter(({ path: one }) => !homes.includes(one));
  for (const guarded of open.flatMap(({ path: one }) => guardedIn(one))) {
    if (placed.some(({ path: one }) => one === guarded) || accessTo(guarded)?.access !== 'write') continue;
    if (lstatSync(guarded, { throwIfNoEntry: false }) !== undefined) {
      // What it leads to is made read-only where it could be written, and opened nowhere.
      const targets = withTargets(guarded).filter((one) => accessTo(one)?.access === 'write');
      for (const one of targets) layers.push(layer(one, 'read', placed));
    } else if (mayNotAppear(guarded, place)) mustNotAppear.push(guarded);
  }
  for (const home of homes) {
    if (accessTo(home)?.access === 'write') layers.push(layer(home, 'read', placed));
  }
  return {
    readable: root === 'read' || root === 'write' ? 'everything' : { system: hasMinimum(rules), folders: [] },
    writable: root === 'write' ? 'full' : [],
    readOnly: [],
    reopened: [],
    layers: [...inOrder(layers), ...deniedFiles(rules, place.cwd)],
    mustNotAppear: [...new Set(mustNotAppear)],
    hasNetwork: (rules.network && !rules.isNetworkFiltered) || place.permissions.network,
  };
}

function layer(one: string, access: Layer['access'], placed: readonly PlacedRule[]): Layer {
  const hasOpenParts = placed.some(
    ({ path: other, access: given }) => given === 'write' && other !== one && isWithinFolder(other, one),
  );
  return { path: one, access, isFolder: statSync(one).isDirectory(), hasOpenParts };
}

/** Parents first; of several for one path the strictest last. */
function inOrder(layers: readonly Layer[]): Layer[] {
  const depth = ({ path: one }: Layer): number => one.split('/').length;
  const strictness = { write: 0, read: 1, deny: 2 };
  return [...layers].sort((a, b) => depth(a) - depth(b) || strictness[a.access] - strictness[b.access]);
}

function isWorkspace(one: string): boolean {
  return (
    one !== '/' && !isGuardedName(one) && (statSync(one, { throwIfNoEntry: false })?.isDirectory() ?? false)
  );
}

function hasMinimum({ rules }: AccessRules): boolean {
  return rules.some(({ place, access }) => place.type === 'minimal' && access !== 'deny');
}

/** The files that are there now and that a pattern denies. */
function deniedFiles(rules: AccessRules, cwd: string): Layer[] {
  const found = deniedGlobs(rules, cwd).flatMap((named) => {
    const start = realOf(globRoot(named));
    const pattern = realGlob(named, start);
    const matches = globMatcher(pattern);
    const deepest = pattern.includes('**')
      ? (rules.globDepth ?? Number.POSITIVE_INFINITY)
      : levels(pattern, start);
    return filesBelow(start, deepest).filter(matches);
  });
  return [...new Set(found)].map((one) => ({
    path: one,
    access: 'deny',
    isFolder: false,
    hasOpenParts: false,
  }));
}

function levels(pattern: string, start: string): number {
  return pattern.slice(start === '/' ? 0 : start.length).split('/').length - 1;
}

function filesBelow(folder: string, deepest: number): string[] {
  if (deepest < 1) return [];
  let entries: ReturnType<typeof entriesOf>;
  try {
    entries = entriesOf(folder);
  } catch {
    return []; // not there, or nobody may look into it
  }
  return entries.flatMap((entry) => {
    const one = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(one, deepest - 1);
    return entry.isFile() ? [one] : [];
  });
}

function entriesOf(folder: string) {
  return readdirSync(folder, { withFileTypes: true });
}

/** Links resolved as far as the path is there. */
function realOf(one: string): string {
  try {
    return realpathSync(one);
  } catch {
    const parent = path.dirname(one);
    return parent === one ? one : path.join(realOf(parent), path.basename(one));
  }
}
