// Permission profiles as clients name and list them, and what an administrator keeps from being read whoever asks.

import { resolve } from 'node:path';
import type { Confines } from '../../domain/settings.js';
import { asProblem, ConfigProblem, type ConfigVersion } from './config-problem.js';
import { ConfigUnreadable, type Configuration } from './configuration-contract.js';
import type { Demands } from './demands.js';
import { withoutSandbox } from './requirements.js';
import type { createThreadConfines } from './thread-confines.js';
import type { Tree } from './tree.js';

interface ProfileParts {
  readonly version: ConfigVersion;
  /** Absolute; where there is no other. */
  readonly cwd: string;
  readonly demands: Demands;
  readonly confines: ReturnType<typeof createThreadConfines>;
  /** The configuration of a folder. @throws ConfigProblem */
  configOf(cwd: string): Tree;
}

export function createConfiguredProfiles({
  version,
  cwd: usualCwd,
  demands,
  confines,
  configOf,
}: ProfileParts): Pick<Configuration, 'profile' | 'profileRefusal' | 'permissionProfiles'> {
  function named(name: string, folder: string | null): Confines {
    const cwd = resolve(usualCwd, folder ?? '.');
    return demands.denying(confines.named(name, { config: configOf(cwd), cwd }));
  }

  return {
    profile(name, folder) {
      try {
        return named(name, folder);
      } catch (cause) {
        throw new ConfigUnreadable(asProblem(cause).details, { cause });
      }
    },
    profileRefusal(name, folder) {
      const why = demands.profileRefusal(name);
      if (why !== null) return why;
      try {
        const { sandboxPolicy } = named(name, folder);
        const forbidden = demands.refusal({ sandboxPolicy });
        return forbidden === null ? null : withoutSandbox(forbidden, version);
      } catch (cause) {
        if (cause instanceof ConfigProblem) return null;
        throw cause;
      }
    },
    permissionProfiles(folder) {
      const cwd = resolve(usualCwd, folder ?? '.');
      try {
        return confines.list(
          { config: configOf(cwd), cwd },
          (one, id) => demands.profileRefusal(id) === null && demands.refusal(one) === null,
        );
      } catch (cause) {
        throw new ConfigUnreadable(asProblem(cause).profilesFailure, { cause });
      }
    },
  };
}
