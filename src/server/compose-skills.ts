// Skills as rooms and threads ask for them, loaded with the first question.

import path from 'node:path';
import { ConfigUnreadable, type Configuration } from '../adapters/config/index.js';
import type { FoundSkills } from '../domain/skills/skill.js';
import { RpcCode, RpcError } from '../jsonrpc/errors.js';
import type { Profile } from '../protocol/index.js';
import { messageOf } from '../util/coded-error.js';
import { at } from '../util/peek.js';
import { unreadable } from './compose-config.js';
import type { HostIdentity } from './host-identity.js';
import type { SkillShelf } from './room.js';

interface SkillsInput {
  readonly profile: Profile;
  readonly host: HostIdentity;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

const library = () => import('../adapters/skills/index.js');

export function composeSkills(input: SkillsInput, configuration: Configuration): SkillShelf {
  const { profile, host, env } = input;
  let extraRoots: readonly string[] = [];

  async function find(cwd: string, more: readonly string[]): Promise<FoundSkills> {
    const folder = path.resolve(input.cwd, cwd);
    const values = configuration.values(folder);
    const { findSkills } = await library();
    return findSkills(folder, {
      places: {
        codexHome: host.codexHome,
        home: env.HOME || null,
        extra: [...extraRoots, ...more],
        withSystem: at(values, 'skills', 'bundled', 'enabled') !== false,
      },
      config: values,
      isLenient: profile.quirks.skillFrontMatterIsLenient,
    });
  }

  return {
    async list(cwds, extra) {
      return Promise.all(
        cwds.map(async (cwd) => {
          try {
            const { skills, errors } = await find(cwd, extra.get(cwd) ?? []);
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
}
