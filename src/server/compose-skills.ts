// Skills as rooms and threads ask for them, loaded with the first question.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigUnreadable, type Configuration, markersIn, type Tree } from '../adapters/config/index.js';
import type { InstalledPlugin } from '../adapters/plugins/index.js';
import type { SkillRoot, SkillWatch } from '../adapters/skills/index.js';
import { LOCAL } from '../domain/environments/environment.js';
import type { Environments } from '../domain/environments/environment-ports.js';
import type { FoundSkills } from '../domain/skills/skill.js';
import type { SkillPlace, SkillReader } from '../domain/skills/skill-reader.js';
import { RpcCode, RpcError } from '../jsonrpc/errors.js';
import type { Profile } from '../protocol/index.js';
import type { Clock } from '../util/clock.js';
import { messageOf } from '../util/coded-error.js';
import { at } from '../util/peek.js';
import { unreadable, whereUnreadable } from './compose-config.js';
import type { PluginsInEffect } from './compose-plugins.js';
import type { HostIdentity } from './host-identity.js';
import type { SkillShelf } from './room.js';

interface SkillsInput {
  readonly profile: Profile;
  readonly host: HostIdentity;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly clock: Clock;
  readonly plugins: PluginsInEffect;
  /** Those behind executors. */
  readonly environments: Pick<Environments, 'files'>;
  /** Told of changes in the folders that threads have read skills from. */
  readonly onChange: () => void;
}

interface Finding {
  readonly more: readonly string[];
  /** Whether changes are told from now on. */
  readonly watched: boolean;
}

const library = () => import('../adapters/skills/index.js');

export interface ComposedSkills {
  readonly shelf: SkillShelf;
  readonly reader: SkillReader;
  /** There are other plug-ins. */
  pluginsChanged(): void;
  close(): void;
}

export function composeSkills(input: SkillsInput, configuration: Configuration): ComposedSkills {
  const { profile, host, env } = input;
  let extraRoots: readonly string[] = [];

  const absolute = (cwd: string): string => path.resolve(input.cwd, cwd);
  let watching: SkillWatch | null = null;
  let isClosed = false;
  let revision = 0;
  const onChange = (): void => {
    revision += 1;
    input.onChange();
  };

  /** Those of a project behind an executor that cannot be reached are none. */
  async function projectOf({ environmentId, cwd }: SkillPlace, values: Tree): Promise<SkillRoot[]> {
    const { farRoots, mayHoldFiles, projectRoots, ROOTS_PER_FOLDER } = await library();
    if (environmentId === LOCAL) {
      const found = projectRoots(absolute(cwd), markersIn([values]));
      if (profile.quirks.skillFoldersAreLookedAt) return mayHoldFiles(absolute(cwd)) ? found : [];
      const isWhole = path.isAbsolute(cwd) || found.at(-1)?.path.startsWith(absolute('') + path.sep);
      return isWhole ? found : found.slice(0, ROOTS_PER_FOLDER);
    }
    const files = await input.environments.files(environmentId);
    return files === null ? [] : farRoots({ environmentId, cwd }, files);
  }

  async function find(place: SkillPlace, { more, watched }: Finding): Promise<FoundSkills> {
    const values = configuration.values(place.environmentId === LOCAL ? absolute(place.cwd) : null);
    const { skillsIn, skillRoots, SkillWatch } = await library();
    const places = {
      codexHome: host.codexHome,
      home: env.HOME || null,
      extra: [...extraRoots, ...more],
      withSystem: at(values, 'skills', 'bundled', 'enabled') !== false,
      plugins: input.plugins(place).flatMap(rootsOf),
    };
    const roots = skillRoots(await projectOf(place, values), places);
    if (watched && !isClosed) {
      watching ??= new SkillWatch(input.clock, onChange);
      watching.add(roots.flatMap((root) => (root.far === undefined ? [root.path] : [])));
    }
    const isLenient = profile.quirks.skillFrontMatterIsLenient;
    return skillsIn(roots, { config: values, isLenient });
  }

  const shelf: SkillShelf = {
    async list(cwds, extra) {
      return Promise.all(
        cwds.map(async (cwd) => {
          try {
            const { skills, errors } = await find(here(cwd), { more: extra.get(cwd) ?? [], watched: false });
            return { cwd, skills: skills.map(({ shown }) => shown), errors: [...errors] };
          } catch (thrown) {
            if (!(thrown instanceof ConfigUnreadable)) throw thrown;
            if (!profile.quirks.unreadableConfigIsListed) throw unreadable(thrown);
            return { cwd, skills: [], errors: [{ path: cwd, message: thrown.message }] };
          }
        }),
      );
    },
    setExtraRoots(roots) {
      extraRoots = roots;
    },
    async switch(selector, enabled) {
      const { switched } = await library();
      try {
        const tables = switched(configuration.userValues(), selector, enabled);
        const value = tables.length === 0 ? null : tables;
        const edits = [{ keyPath: 'skills.config', value, mergeStrategy: 'replace' as const }];
        await configuration.write({ edits, filePath: null, expectedVersion: null });
      } catch (thrown) {
        throw new RpcError(RpcCode.internalError, `failed to update skill settings: ${messageOf(thrown)}`, {
          cause: thrown,
        });
      }
    },
  };
  const reader: SkillReader = {
    async find(place) {
      try {
        return await find(place, { more: [], watched: true });
      } catch (thrown) {
        return whereUnreadable(thrown, { skills: [], errors: [] });
      }
    },
    revision: () => revision,
    async read({ shown, environmentId }) {
      if (environmentId === LOCAL) return readFile(shown.path, 'utf8').catch(() => null);
      const read = await (await input.environments.files(environmentId))?.read(shown.path);
      return read !== undefined && 'text' in read ? read.text : null;
    },
  };
  return {
    shelf,
    reader,
    pluginsChanged() {
      revision += 1;
    },
    close() {
      isClosed = true;
      watching?.close();
    },
  };
}

const here = (cwd: string): SkillPlace => ({ environmentId: LOCAL, cwd });

function rootsOf({ key, name, skillFolders }: InstalledPlugin): SkillRoot[] {
  return skillFolders.map((path) => ({ path, scope: 'user', plugin: { key, name } }));
}
