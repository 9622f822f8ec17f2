// What commands of a thread may touch, from what was asked for: a profile by name, a policy, or neither.

import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  type AccessRules,
  allBut,
  denials,
  deniedGlobs,
  inForce,
  isDenied,
  placedRules,
  realGlob,
} from '../../domain/access-rules.js';
import { builtInProfiles } from '../../domain/permission-profiles.js';
import { type Confines, type SettingsOverrides, withKept } from '../../domain/settings.js';
import { shownPolicy } from '../../domain/shown-policy.js';
import type { SandboxPolicy } from '../../protocol/index.js';
import { globRoot } from '../../util/path-glob.js';
import { textAt } from '../../util/peek.js';
import { realName } from '../files/real-name.js';
import { ConfigProblem, type ConfigVersion } from './config-problem.js';
import { limitsOfFeature } from './network-limits.js';
import {
  hasProfile,
  type NamedProfile,
  NO_DEFAULT,
  namedProfile,
  namesProblem,
  type ProfileWorld,
} from './permission-profile.js';
import type { Wishes } from './requirements.js';
import { filledPolicy, keptSettings, usualProfile } from './settings-of-config.js';
import { isTree, type Tree } from './tree.js';

export interface ConfinesWorld {
  readonly version: ConfigVersion;
  /** Absolute. */
  readonly codexHome: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether an administrator has written the profile. @throws ConfigProblem */
  isDemanded(name: string): boolean;
}

/** A configuration, and the folder in which a thread works with it. */
interface Place {
  readonly config: Tree;
  /** Absolute. */
  readonly cwd: string;
}

export interface Asked {
  readonly wishes: Wishes;
  /** The profile that the policy comes from; null: it was asked for as such, or not at all. */
  readonly named: NamedProfile | null;
}

export function createThreadConfines({ version, codexHome, env, isDemanded }: ConfinesWorld) {
  // 0.118.0 lets the model write its own notes.
  const extraRoots = version === '0.118.0' ? [join(codexHome, 'memories')] : [];

  function worldOf({ config, cwd }: Place): ProfileWorld {
    return {
      version,
      cwd,
      home: env.HOME ?? homedir(),
      tmpdir: env.TMPDIR,
      proxy: limitsOfFeature(config.features, version),
      extraRoots,
      isDemanded,
    };
  }

  /** @throws ConfigProblem `reference` */
  function assertNames(config: Tree): void {
    const problem = namesProblem(config, version);
    if (problem !== null) throw new ConfigProblem('reference', problem);
  }

  /** @throws ConfigProblem `reference` */
  function named(name: string, place: Place): Confines {
    const { sandboxPolicy, accessRules, permissionProfile } = namedProfile(
      name,
      place.config,
      worldOf(place),
    );
    return { sandboxPolicy, accessRules, permissionProfile };
  }

  /** What the configuration's own profile denies. */
  function deniedBeneath(profile: string | null | undefined, place: Place): AccessRules | null {
    if (profile == null || !hasProfile(profile, place.config)) return null;
    const { accessRules } = named(profile, place);
    return accessRules !== null && denials(accessRules).length > 0 ? accessRules : null;
  }

  return {
    named,
    /** Of the settings a stored thread last ran with, those that still count. */
    kept: (base: SettingsOverrides | null, config: Tree): SettingsOverrides =>
      keptSettings(base, (profile) => hasProfile(profile, config), version),
    /** The profiles there are, and whether `allows` lets threads have each. @throws ConfigProblem */
    list(place: Place, allows: (confines: Confines, id: string) => boolean) {
      assertNames(place.config);
      const own = isTree(place.config.permissions) ? place.config.permissions : {};
      const isAllowed = (name: string): boolean => {
        try {
          return allows(named(name, place), name);
        } catch (cause) {
          if (cause instanceof ConfigProblem) return false;
          throw cause;
        }
      };
      return [...builtInProfiles, ...Object.keys(own).sort()].map((id) => ({
        id,
        description: textAt(own, id, 'description') ?? null,
        allowed: isAllowed(id),
      }));
    },
    /** @throws ConfigProblem `reference` */
    asked({ approvalPolicy, sandboxPolicy, profileNamed }: SettingsOverrides, place: Place): Asked {
      const { permissions } = place.config;
      assertNames(place.config);
      if (profileNamed != null) {
        const profile = namedProfile(profileNamed, place.config, worldOf(place));
        return { wishes: { approvalPolicy, sandboxPolicy: profile.sandboxPolicy }, named: profile };
      }
      if (sandboxPolicy === undefined && isTree(permissions) && Object.keys(permissions).length > 0) {
        throw new ConfigProblem('reference', NO_DEFAULT);
      }
      return { wishes: { approvalPolicy, sandboxPolicy }, named: null };
    },
    /**
     * All of what was granted. No profile counts any more where requirements have replaced what was asked for; what
     * the `usual` profile of the configuration denies holds for the policy that a stored thread ran with, too.
     */
    settled(
      granted: SandboxPolicy,
      of: Place & {
        readonly named: NamedProfile | null;
        readonly values: SettingsOverrides;
        readonly usual: string | null | undefined;
        readonly isKept: boolean;
      },
    ): Confines {
      const { named: profile, values, config } = of;
      if (profile !== null && granted === profile.sandboxPolicy) {
        const { sandboxPolicy, accessRules, permissionProfile } = profile;
        return { sandboxPolicy, accessRules, permissionProfile };
      }
      const sandboxPolicy = filledPolicy(granted, config, extraRoots);
      if (profile !== null || values.sandboxPolicy !== granted) {
        const isUsual = profile === null && values.sandboxPolicy === undefined;
        return {
          sandboxPolicy,
          accessRules: null,
          permissionProfile: isUsual ? usualProfile(granted, config) : null,
        };
      }
      const beneath = of.isKept ? deniedBeneath(of.usual, of) : null;
      const rules = beneath === null ? null : withDenialsOf(beneath, sandboxPolicy);
      if (rules !== null) {
        const shown = shownPolicy(rules, { cwd: of.cwd, tmpdir: env.TMPDIR });
        return { sandboxPolicy: shown, accessRules: rules, permissionProfile: null };
      }
      const { accessRules = null, permissionProfile = null } = values;
      return { sandboxPolicy, accessRules, permissionProfile };
    },
  };
}

/** What an agent is not told of, either. */
export function shutFor(rules: AccessRules | null, cwd: string): (path: string) => boolean {
  if (!rules?.denialsHold) return () => false;
  const named = placedRules(rules, { cwd, tmpdir: undefined });
  const placed = inForce(named.map((rule) => ({ ...rule, path: realName(rule.path) })));
  const patterns = deniedGlobs(rules, cwd);
  const globs = [...patterns, ...patterns.map((pattern) => realGlob(pattern, realName(globRoot(pattern))))];
  return (path) => [path, realName(path)].some((one) => isDenied({ placed, globs }, one));
}

function withDenialsOf(beneath: AccessRules, sandboxPolicy: SandboxPolicy): AccessRules | null {
  if (sandboxPolicy.type === 'dangerFullAccess') return allBut(beneath);
  return withKept(beneath, { sandboxPolicy, accessRules: null, permissionProfile: null });
}
