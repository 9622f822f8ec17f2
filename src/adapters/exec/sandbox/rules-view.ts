// What access rules mean on this machine's disk: layers over the whole disk, over all of it read-only, or over nothing.

import { existsSync, lstatSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
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
import { globMatcher, globNames, globRoot } from '../../../util/path-glob.js';
import { realName } from '../../files/real-name.js';
import {
  guardedIn,
  isGuardedName,
  type Layer,
  mayNotAppear,
  type SandboxPlace,
  type SandboxView,
  withTargets,
} from './sandbox-view.js';

/** Looks at the disk as it is now. */
export async function viewOfRules(rules: AccessRules, place: SandboxPlace): Promise<SandboxView> {
  const root = rootAccess(rules);
  const homes = place.guarded.filter((one) => existsSync(one)).map(realName);
  const isOfServer = (one: string): boolean => homes.some((home) => isWithinFolder(one, home));
  const granted = (access: 'read' | 'write'): PlacedRule[] =>
    place.permissions[access]
      .map((one) => ({ path: realName(one), access }))
      .filter((rule) => access === 'read' || !isOfServer(rule.path));
  const placed = inForce([
    ...placedRules(rules, { cwd: place.cwd, tmpdir: place.tmpdir }).map((rule) => ({
      ...rule,
      path: realName(rule.path),
    })),
    ...granted('read'),
    ...granted('write'),
  ]);
  const layers: Layer[] = [];
  const mustNotAppear: string[] = [];
  const accessTo = (one: string): PlacedRule | null => ruleFor(placed, one);
  for (const { path: one, access } of placed) {
    if (one === '/') continue;
    if (existsSync(one)) {
      // What is denied is opened again only by a rule that lets it be written.
      if (accessTo(one)?.access === access || access === 'deny') layers.push(layer(one, access, placed));
    } else if (access !== 'write') {
      // Where the folders on the way are missing too, none of them may be made: it would be open all the way down.
      const missing = firstMissing(one);
      if (accessTo(path.dirname(missing))?.access === 'write') mustNotAppear.push(missing);
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
    layers: [...inOrder(layers), ...(await deniedFiles(rules, place.cwd))],
    mustNotAppear: [...new Set(mustNotAppear)],
    hasNetwork: (rules.network && rules.networkLimits === null) || place.permissions.network,
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
async function deniedFiles(rules: AccessRules, cwd: string): Promise<Layer[]> {
  const found = new Set<string>();
  for (const named of deniedGlobs(rules, cwd)) {
    const start = realName(globRoot(named));
    const pattern = realGlob(named, start);
    const matches = globMatcher(pattern);
    const deepest = pattern.includes('**')
      ? (rules.globDepth ?? Number.POSITIVE_INFINITY)
      : globNames(pattern).length;
    for await (const one of filesBelow(start, deepest)) if (matches(one)) found.add(one);
  }
  return [...found].map((one) => ({ path: one, access: 'deny', isFolder: false, hasOpenParts: false }));
}

/** One folder after the other, so that whatever else there is to do gets its turn, however large the tree is. */
async function* filesBelow(start: string, deepest: number): AsyncGenerator<string> {
  const folders = [{ folder: start, left: deepest }];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    const { folder, left } = next;
    if (left < 1) continue;
    // Not there, or nobody may look into it.
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const one = path.join(folder, entry.name);
      if (entry.isDirectory()) folders.push({ folder: one, left: left - 1 });
      else if (entry.isFile()) yield one;
    }
  }
}

/** The first name on the way to a path that is not there. */
function firstMissing(one: string): string {
  const parent = path.dirname(one);
  return existsSync(parent) ? one : firstMissing(parent);
}
