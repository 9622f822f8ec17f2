// A profile of the configuration's `[permissions]` → rules on files and network, and the policy that is shown for it. What
// a profile is based on lies beneath it. Texts are the real servers'.

import { join, resolve } from 'node:path';
import type { Access, AccessRule, AccessRules, RulePlace } from '../../domain/access-rules.js';
import type { NetworkLimits } from '../../domain/network/network-limits.js';
import { builtInPolicy } from '../../domain/permission-profiles.js';
import type { Confines } from '../../domain/settings.js';
import { isUnlimited, olderPolicy, shownPolicy } from '../../domain/shown-policy.js';
import { globProblem, isGlob, literalGlob } from '../../util/path-glob.js';
import { textAt } from '../../util/peek.js';
import { ConfigProblem } from './config-problem.js';
import type { ConfigVersion } from './config-schema.js';
import { limitsOfProfile } from './network-limits.js';
import { isTree, merged, type Tree } from './tree.js';

export interface ProfileWorld {
  readonly version: ConfigVersion;
  /** Absolute. */
  readonly cwd: string;
  readonly home: string;
  readonly tmpdir: string | undefined;
  /** 0.169.0: the limits of all commands that reach the network; null: they reach it without a proxy. */
  readonly proxy: NetworkLimits | null;
  /** Folders that can be written wherever the workspace can. */
  readonly extraRoots: readonly string[];
  /** Whether an administrator has written the profile: what it is based on is not shown then. */
  isDemanded(name: string): boolean;
}

export interface NamedProfile extends Confines {
  /** What is not as somebody may have meant it. */
  readonly told: readonly string[];
}

/** @throws ConfigProblem `reference` for a profile that is not there, or cannot be had */
export function namedProfile(name: string, config: Tree, world: ProfileWorld): NamedProfile {
  const own = isTree(config.permissions) ? config.permissions : null;
  const isOlder = world.version === '0.118.0';
  const builtIn = isOlder ? null : builtInPolicy(name);
  if (builtIn !== null) {
    const permissionProfile = { id: name, extends: null };
    return { sandboxPolicy: builtIn, accessRules: null, permissionProfile, told: [] };
  }
  if (name.startsWith(':') && !isOlder) {
    refuse(`default_permissions refers to unknown built-in profile \`${name}\``);
  }
  if (own === null) refuse('default_permissions requires a `[permissions]` table');
  if (!isTree(own[name])) refuse(`default_permissions refers to undefined profile \`${name}\``);
  const profile = isOlder ? tableIn(own, name) : resolvedProfile(name, own);
  const { rules, told } = rulesIn(name, profile, world);
  const permissionProfile = isOlder
    ? null
    : { id: name, extends: world.isDemanded(name) ? null : (textAt(profile, 'extends') ?? null) };
  return { ...confines(rules, world), permissionProfile, told };
}

/** Whether there is a profile of that name, whatever it says. */
export function hasProfile(name: string, { permissions }: Tree): boolean {
  return builtInPolicy(name) !== null || (isTree(permissions) && isTree(permissions[name]));
}

/** Why the tables of `[permissions]` cannot be used whatever is named; null where they can. */
export function namesProblem(config: Tree, version: ConfigVersion): string | null {
  if (version === '0.118.0' || !isTree(config.permissions)) return null;
  const reserved = Object.keys(config.permissions)
    .sort()
    .find((name) => name.startsWith(':'));
  return reserved === undefined
    ? null
    : `permissions profile \`${reserved}\` uses a reserved built-in profile prefix`;
}

/** Of a configuration that has profiles and says nothing of which. */
export const NO_DEFAULT = 'config defines `[permissions]` profiles but does not set `default_permissions`';

function confines(rules: AccessRules, world: ProfileWorld): Pick<Confines, 'sandboxPolicy' | 'accessRules'> {
  if (world.version !== '0.118.0') {
    const sandboxPolicy = shownPolicy(rules, world);
    return { sandboxPolicy, accessRules: sandboxPolicy.type === 'dangerFullAccess' ? null : rules };
  }
  const bare = olderPolicy(rules, world);
  if (bare === null) {
    refuse(
      'permissions profile requests filesystem writes outside the workspace root, which is not supported until the runtime enforces FileSystemSandboxPolicy directly',
    );
  }
  if (bare.type !== 'workspaceWrite') {
    return { sandboxPolicy: bare, accessRules: isUnlimited(rules) && rules.network ? null : rules };
  }
  const more = world.extraRoots.map(
    (path): AccessRule => ({ place: { type: 'path', path }, access: 'write' }),
  );
  const wider = { ...rules, rules: [...rules.rules, ...more] };
  return { sandboxPolicy: olderPolicy(wider, world) ?? bare, accessRules: wider };
}

function tableIn(own: Tree, name: string): Tree {
  const table = own[name];
  return isTree(table) ? table : {};
}

/** What 0.169.0 lets profiles be based on besides each other. */
const BASES: Readonly<Record<string, Tree>> = {
  ':read-only': { filesystem: { ':root': 'read' } },
  ':workspace': {
    filesystem: {
      ':root': 'read',
      ':slash_tmp': 'write',
      ':tmpdir': 'write',
      ':workspace_roots': { '.': 'write' },
    },
  },
};

/** The profile over all that it extends. @throws ConfigProblem */
function resolvedProfile(name: string, own: Tree, path: readonly string[] = []): Tree {
  const way = [...path, name];
  if (path.includes(name)) refuse(`permissions profile inheritance cycle detected: ${way.join(' -> ')}`);
  const profile = tableIn(own, name);
  const parent = profile.extends;
  if (typeof parent !== 'string') return profile;
  if (parent.startsWith(':')) {
    const base = Object.hasOwn(BASES, parent) ? BASES[parent] : undefined;
    if (base !== undefined) return merged(base, profile);
    return refuse(`permissions profile \`${name}\` cannot extend unsupported built-in profile \`${parent}\``);
  }
  if (!isTree(own[parent])) refuse(`permissions profile \`${name}\` extends undefined profile \`${parent}\``);
  return merged(resolvedProfile(parent, own, way), profile);
}

function rulesIn(
  name: string,
  profile: Tree,
  world: ProfileWorld,
): { rules: AccessRules; told: readonly string[] } {
  const { glob_scan_max_depth: maxDepth, ...entries } = isTree(profile.filesystem) ? profile.filesystem : {};
  const reader = new EntryReader(world);
  const named = Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1));
  if (named.length === 0) {
    reader.told.push(
      `Permissions profile \`${name}\` does not define any recognized filesystem entries for this version of Codex. Filesystem access will remain restricted. Upgrade Codex if this profile expects filesystem permissions.`,
    );
  }
  if (!reader.isOlder && maxDepth === undefined) reader.tellBottomless(named);
  const network = isTree(profile.network) && profile.network.enabled === true;
  const rules = named.flatMap(([path, value]) => reader.rules(path, value));
  if (!reader.isOlder && maxDepth === 0) refuse('glob_scan_max_depth must be at least 1');
  return {
    told: reader.told,
    rules: {
      rules,
      workspace: reader.isOlder ? [] : workspaceOf(profile, world),
      globDepth: typeof maxDepth === 'number' ? maxDepth : null,
      network,
      networkLimits: limitsOfProfile(profile.network, world),
      denialsHold: !reader.isOlder,
    },
  };
}

function workspaceOf({ workspace_roots: roots }: Tree, { cwd, home }: ProfileWorld): string[] {
  return Object.entries(isTree(roots) ? roots : {})
    .filter(([, isOn]) => isOn === true)
    .map(([path]) => resolve(cwd, atHome(path, home)))
    .sort();
}

/** Reads the entries of one table `filesystem`. */
class EntryReader {
  readonly told: string[] = [];
  readonly isOlder: boolean;
  readonly #home: string;

  constructor({ version, home }: ProfileWorld) {
    this.isOlder = version === '0.118.0';
    this.#home = home;
  }

  /** @throws ConfigProblem */
  rules(path: string, value: unknown): AccessRule[] {
    if (!isTree(value)) {
      const access = accessOf(value);
      return this.#rule(this.#place(path, access), access);
    }
    return Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([sub, word]) => {
        const access = accessOf(word);
        return this.#rule(this.#placeIn(path, sub, access), access);
      });
  }

  /** Denials that have no bottom are looked for long. */
  tellBottomless(entries: readonly (readonly [string, unknown])[]): void {
    const patterns = entries.flatMap(([path, value]) =>
      isTree(value)
        ? Object.entries(value).map(([sub, word]) => [`${path}/${sub}`, sub, word] as const)
        : [[path, path, value] as const],
    );
    for (const [shown, pattern, word] of patterns) {
      if (accessOf(word) !== 'deny' || !pattern.includes('**')) continue;
      this.told.push(
        `Filesystem deny-read glob \`${shown}\` uses \`**\`. Non-macOS sandboxing does not support unbounded \`**\` natively; set \`glob_scan_max_depth\` in this filesystem profile to cap Linux glob expansion and silence this warning, or enumerate explicit depths such as \`*.env\`, \`*/*.env\`, and \`*/*/*.env\`.`,
      );
    }
  }

  #rule(place: RulePlace | null, access: Access): AccessRule[] {
    return place === null ? [] : [{ place, access }];
  }

  #place(path: string, access: Access): RulePlace | null {
    if (this.isOlder || !isGlob(path)) return this.#exact(path);
    if (access === 'deny') return globPlace(this.#absolute(path, literalGlob(this.#home)));
    return this.#exact(subtreeOf(path, access));
  }

  #placeIn(path: string, sub: string, access: Access): RulePlace | null {
    const special = this.#special(path);
    const takesParts = special === null || special === 'workspace';
    if (!this.isOlder && isGlob(sub)) {
      if (access === 'deny' && takesParts) {
        const part = checkedPart(sub);
        return globPlace(special === null ? join(literalGlob(this.#absolute(path)), part) : part);
      }
      return this.#exactIn(path, subtreeOf(sub, access));
    }
    return this.#exactIn(path, sub);
  }

  #exact(path: string): RulePlace | null {
    const special = this.#special(path);
    if (special === 'workspace') return { type: 'path', path: '' };
    if (special === 'unknown') {
      this.told.push(unrecognized(`\`${path}\``));
      return null;
    }
    return special === null ? { type: 'path', path: this.#absolute(path) } : { type: special };
  }

  #exactIn(path: string, sub: string): RulePlace | null {
    if (sub === '.') return this.#exact(path);
    const special = this.#special(path);
    const part = checkedPart(sub);
    if (special === null) return { type: 'path', path: join(this.#absolute(path), part) };
    if (special === 'workspace') return { type: 'path', path: part };
    if (special !== 'unknown') refuse(`filesystem path \`${path}\` does not support nested entries`);
    this.told.push(unrecognized(`\`${path}\` with nested entry \`${part}\``));
    return null;
  }

  #special(path: string): Exclude<RulePlace['type'], 'path' | 'glob'> | 'workspace' | 'unknown' | null {
    if (!path.startsWith(':')) return null;
    if (path === ':root' || path === ':minimal' || path === ':tmpdir')
      return path.slice(1) as 'root' | 'minimal' | 'tmpdir'; // just compared
    if (path === ':project_roots') return 'workspace';
    if (this.isOlder) return 'unknown';
    if (path === ':workspace_roots') return 'workspace';
    return path === ':slash_tmp' ? 'slashTmp' : 'unknown';
  }

  #absolute(path: string, home = this.#home): string {
    const absolute = atHome(path, home);
    if (absolute.startsWith('/')) return resolve(absolute);
    return refuse(`filesystem path \`${path}\` must be absolute, use \`~/...\`, or start with \`:\``);
  }
}

/** @throws ConfigProblem for a pattern that fits nothing */
function globPlace(path: string): RulePlace {
  const problem = globProblem(path);
  if (problem !== null) refuse(`filesystem glob path \`${path}\` is invalid: ${problem}`);
  return { type: 'glob', path };
}

function accessOf(word: unknown): Access {
  return word === 'read' || word === 'write' ? word : 'deny';
}

function atHome(path: string, home: string): string {
  return path === '~' || path.startsWith('~/') ? home + path.slice(1) : path;
}

function checkedPart(sub: string): string {
  const parts = sub.replace(/\/+$/, '').split('/');
  const isBelow = parts.every((part, index) => part !== '..' && part !== '.' && (part !== '' || index > 0));
  if (sub !== '' && isBelow) return parts.filter((part) => part !== '').join('/');
  return refuse(`filesystem subpath \`${sub}\` must be a descendant path without \`.\` or \`..\` components`);
}

/** The folder of a pattern that means all that lies in it. */
function subtreeOf(pattern: string, access: Access): string {
  const folder = pattern.replace(/\/\*\*$/, '');
  if (!isGlob(folder)) return folder;
  return refuse(
    `filesystem glob path \`${pattern}\` only supports \`deny\` access; use an exact path or trailing \`/**\` for \`${access}\` subtree access`,
  );
}

function unrecognized(what: string): string {
  return `Configured filesystem path ${what} is not recognized by this version of Codex and will be ignored. Upgrade Codex if this path is required.`;
}

function refuse(message: string): never {
  throw new ConfigProblem('reference', message);
}
