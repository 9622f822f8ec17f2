// What is told of a configuration: to clients after their handshake, and to the first watcher of a thread that runs with
// it.

import { join, resolve } from 'node:path';
import type { ConfigWarningNotification } from '../../protocol/index.js';
import { agentRolesIn } from './agent-roles.js';
import { type ConfigFiles, type ConfigLayer, withWishes } from './config-layers.js';
import { usableOr } from './config-problem.js';
import {
  deniedWarnings,
  disabledWarning,
  roleWarnings,
  UNUSABLE,
  unknownKeysWarning,
  unusableWarning,
} from './config-warnings.js';
import type { Configuration, ConfigurationOptions, SettingsInput } from './configuration-contract.js';
import { treeOfDotted } from './override.js';
import { exactIn, exactNotes } from './requirement-exact.js';
import { pinNotes } from './requirement-features.js';
import { deprecatedSettings, unfinishedWarning } from './thread-notices.js';
import { merged, type Tree } from './tree.js';

/** Of a thread that asks for nothing. */
const NO_WISHES: SettingsInput = { overrides: {}, config: null, base: null };

interface NoticesOptions extends Pick<ConfigurationOptions, 'codexHome' | 'version' | 'cwd'> {
  readonly files: ConfigFiles;
  /** The configuration of a folder, before and after an administrator's say. @throws ConfigProblem */
  usable(cwd: string | null): { layers: ConfigLayer[]; config: Tree; own: Tree };
  /**
   * What a thread does not get of what it asks for, and what is told of instructions that do not fit.
   * @throws ConfigProblem
   */
  resolved(input: SettingsInput): { readonly told: readonly string[]; readonly cuts: readonly string[] };
}

export function createConfigNotices(options: NoticesOptions): Pick<Configuration, 'warnings' | 'notices'> {
  const { codexHome, version, files, usable } = options;
  /** What the first handshake is told of: it is not told again of a thread. */
  let announced: ReadonlySet<string> | null = null;

  /** What clients are told of a configuration, and what of that belongs to a thread that runs with it. */
  function cautions(
    input: SettingsInput,
    knownFeatures?: ReadonlySet<string>,
  ): { all: ConfigWarningNotification[]; ofThread: string[]; cuts: readonly string[] } {
    return usableOr(
      (problem) => ({ all: [unusableWarning(problem)], ofThread: [], cuts: [] }),
      () => {
        const { layers: ofFiles, own } = usable(resolve(options.cwd, input.overrides.cwd ?? '.'));
        const layers = withWishes(ofFiles, input.config);
        const requirements = files.requirements();
        const { tree, file } = requirements;
        const { told, cuts } = options.resolved(input);
        const refused = [
          ...told,
          ...exactNotes(own, exactIn(tree, version), file),
          ...pinNotes(requirements, version, knownFeatures),
        ].map((summary) => ({ summary, details: null }));
        const ignored = [
          ...deniedWarnings(layers),
          ...unknownKeysWarning(version, { layers, requirements }, knownFeatures),
          ...roleWarnings(agentRolesIn(ofFiles, files).problems),
        ];
        return {
          all: [...refused, ...disabledWarning(version, layers), ...ignored],
          ofThread: [...refused, ...ignored].map(({ summary }) => summary),
          cuts,
        };
      },
    );
  }

  return {
    warnings(knownFeatures) {
      const { all } = cautions(NO_WISHES, knownFeatures);
      announced ??= new Set(all.map(({ summary }) => summary));
      return all;
    },
    notices(input, { known, unfinished }) {
      const { all, ofThread, cuts } = cautions(input, known);
      if (all.some(({ summary }) => summary === UNUSABLE)) return { deprecated: [], warnings: [], fresh: [] };
      const { own: ofFiles } = usable(resolve(options.cwd, input.overrides.cwd ?? '.'));
      const own = merged(ofFiles, treeOfDotted(input.config ?? {}));
      const deprecated = deprecatedSettings(own, version);
      if (version === '0.118.0') return { deprecated, warnings: [], fresh: [] };
      const notDone = unfinishedWarning(own, { unfinished, userFile: join(codexHome, 'config.toml') });
      return {
        deprecated,
        warnings: [...ofThread, ...(notDone === null ? [] : [notDone]), ...cuts],
        fresh: ofThread
          .filter((summary) => !announced?.has(summary))
          .map((summary) => ({ summary, details: null })),
      };
    },
  };
}
