// The profile of settings that a configuration names: 0.118.0 has them as tables, later versions as files of their own.

import { ConfigProblem } from './config-problem.js';
import type { ConfigVersion } from './config-schema.js';
import { isTree, merged, type Tree, valueAt } from './tree.js';

/** The profile that is named lies above everything else. @throws ConfigProblem `reference` */
export function withProfile(config: Tree, version: ConfigVersion): Tree {
  const name = config.profile;
  if (typeof name !== 'string') return config;
  if (version !== '0.118.0') {
    throw new ConfigProblem(
      'reference',
      `legacy \`profile = "${name}"\` config is no longer supported; use \`--profile ${name}\` with \`${name}.config.toml\` instead`,
    );
  }
  const profile = valueAt(config, ['profiles', name]);
  if (!isTree(profile)) throw new ConfigProblem('reference', `config profile \`${name}\` not found`);
  return merged(config, profile);
}
