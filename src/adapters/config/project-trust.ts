// What follows from whether the user trusts a project: where rules on commands come from, and that who works in one is
// asked no more.

import { join, resolve } from 'node:path';

import { markersIn, projectOf, repositoryOf, trustOf } from './config-layers.js';
import type { ConfigVersion } from './config-problem.js';
import type { ConfigWriter } from './config-writer.js';
import type { Configuration, SettingsInput } from './configuration-contract.js';
import type { Tree } from './tree.js';

interface Parts {
  readonly version: ConfigVersion;
  /** Of the server. */
  readonly cwd: string;
  readonly config: () => Tree;
  readonly write: ConfigWriter['write'];
  /** Whether a thread may write there though nobody has said a word of it. */
  readonly mayWork: (input: SettingsInput) => boolean;
}

export function createProjectTrust(parts: Parts): Pick<Configuration, 'trustProject' | 'rulesFolders'> {
  const { version, config, write, mayWork } = parts;
  return {
    async trustProject(input) {
      const cwd = resolve(parts.cwd, input.overrides.cwd ?? '.');
      const repository = version === '0.118.0' ? null : repositoryOf(cwd);
      if (repository === null || !mayWork(input)) return;
      const keyPath = `projects.${JSON.stringify(repository)}.trust_level`;
      const edits = [{ keyPath, value: 'trusted', mergeStrategy: 'replace' } as const];
      // Without the note the thread works all the same, in a project nobody trusts.
      await write({ edits, filePath: null, expectedVersion: null }).catch(() => undefined);
    },
    rulesFolders(cwd) {
      const now = config();
      const { root, folders } = projectOf(cwd, markersIn([now]));
      const repository = repositoryOf(cwd) ?? root;
      const rulesIn = (folder: string): string => join(folder, '.codex', 'rules');
      if (version === '0.118.0') return folders.map(rulesIn);
      return folders
        .filter((folder) => trustOf(now, [folder, root, repository])?.level === 'trusted')
        .map(rulesIn);
    },
  };
}
