// The layers of configuration, strongest first: the administrator's, command line, project folders, user, system.
// Files are read when asked for and again only when they have changed.

import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { ConfigLayerSource } from '../../protocol/index.js';
import { SYSTEM_FOLDER } from '../../util/system-folder.js';
import { statOf, textOf } from '../files/look.js';
import type { ConfigVersion } from './config-schema.js';
import { treeOfDotted } from './override.js';
import { absolutePaths } from './path-keys.js';
import { readRequirements } from './requirement-file.js';
import { type Requirements, requirementsOf } from './requirements.js';
import { readToml } from './toml-text.js';
import { fingerprint, merged, type Tree, valueAt } from './tree.js';

export interface ConfigLayer {
  readonly name: ConfigLayerSource;
  readonly version: string;
  readonly config: Tree;
  /** Text of the file it comes from; null for the command line. */
  readonly text: string | null;
  /** Why it counts for nothing; null when it counts. */
  readonly disabledReason: string | null;
  /** Keys of the file that a layer of its kind has no say about, and which are not in `config`. */
  readonly denied?: readonly string[];
}

export interface ConfigFiles {
  readonly version: ConfigVersion;
  /** @throws ConfigProblem `syntax` */
  layers(cwd: string | null): ConfigLayer[];
  /** What the administrator demands. @throws ConfigProblem `syntax` */
  requirements(): Requirements;
  /** What a file says that a layer names; null where there is none. @throws ConfigProblem `syntax` */
  treeOf(file: string): Tree | null;
}

export function createConfigFiles(options: {
  codexHome: string;
  flags: Tree;
  /** How this version tells why a project's file is not read; `level` is what the user said, if anything. */
  untrusted(project: string, userFile: string, level: string | null): string;
  /** Keys that no project may set. */
  deniedToProjects: ReadonlySet<string>;
  version: ConfigVersion;
  systemFolder?: string;
}): ConfigFiles {
  const { codexHome, flags } = options;
  const userFile = join(codexHome, 'config.toml');
  const system = (name: string): string => join(options.systemFolder ?? SYSTEM_FOLDER, name);
  const systemFile = system('config.toml');
  const managedFile = system('managed_config.toml');
  const requirementsFile = system('requirements.toml');
  const cache = new Map<string, { stamp: string; layer: { config: Tree; text: string } }>();

  const readConfig = (text: string, file: string): Tree =>
    absolutePaths(readToml(text, file), dirname(file), options.version);

  function read(file: string, parse = readConfig): { config: Tree; text: string } | null {
    const stat = statOf(file);
    if (!stat?.isFile()) return null;
    const stamp = `${stat.mtimeMs}:${stat.size}:${stat.ino}`;
    const known = cache.get(file);
    if (known?.stamp === stamp) return known.layer;
    const text = readFileSync(file, 'utf8');
    const layer = { config: parse(text, file), text };
    cache.set(file, { stamp, layer });
    return layer;
  }

  function fileLayer(name: ConfigLayerSource, file: string): ConfigLayer {
    const { config, text } = read(file) ?? { config: {}, text: null };
    return { name, version: fingerprint(config), config, text, disabledReason: null };
  }

  function projectLayers(cwd: string, below: { user: Tree; markers: readonly string[] }): ConfigLayer[] {
    const { user, markers } = below;
    const { root, folders } = projectOf(cwd, markers);
    const repository = repositoryOf(cwd);
    return folders.flatMap((folder): ConfigLayer[] => {
      const dotCodexFolder = join(folder, '.codex');
      if (dotCodexFolder === codexHome) return [];
      const found = read(join(dotCodexFolder, 'config.toml'));
      if (!found) return [];
      const trust = trustOf(user, [folder, root, repository ?? root]);
      const entries = Object.entries(found.config);
      const config = Object.fromEntries(entries.filter(([key]) => !options.deniedToProjects.has(key)));
      return [
        {
          name: { type: 'project', dotCodexFolder },
          version: fingerprint(config),
          text: found.text,
          config,
          denied: [...options.deniedToProjects].filter((key) => Object.hasOwn(found.config, key)),
          disabledReason:
            trust?.level === 'trusted'
              ? null
              : options.untrusted(trust?.folder ?? repository ?? root, userFile, trust?.level ?? null),
        },
      ];
    });
  }

  return {
    layers(cwd) {
      const user = fileLayer({ type: 'user', file: userFile, profile: null }, userFile);
      const system = fileLayer({ type: 'system', file: systemFile }, systemFile);
      const managed = read(managedFile);
      const markers = markersIn([managed?.config ?? {}, flags, user.config, system.config]);
      return [
        ...(managed
          ? [fileLayer({ type: 'legacyManagedConfigTomlFromFile', file: managedFile }, managedFile)]
          : []),
        ...(Object.keys(flags).length > 0
          ? [
              {
                name: { type: 'sessionFlags' as const },
                version: fingerprint(flags),
                config: flags,
                text: null,
                disabledReason: null,
              },
            ]
          : []),
        ...(cwd === null ? [] : projectLayers(cwd, { user: user.config, markers })),
        user,
        system,
      ];
    },
    requirements() {
      const required = read(requirementsFile, (text, file) => readRequirements(text, file, options.version));
      const managed = read(managedFile);
      return requirementsOf(
        {
          required: required && { file: requirementsFile, tree: required.config },
          requirementsFile,
          managed: managed && { file: managedFile, tree: managed.config },
        },
        options.version,
      );
    },
    version: options.version,
    treeOf: (file) => read(file)?.config ?? null,
  };
}

/** The layers with what a client wants of one thread, as if that had been said when the server was started. */
export function withWishes(
  layers: readonly ConfigLayer[],
  config: Readonly<Record<string, unknown>> | null,
): readonly ConfigLayer[] {
  if (config === null) return layers;
  const isOfFlags = ({ name }: ConfigLayer): boolean => name.type === 'sessionFlags';
  const flags = layers.find(isOfFlags)?.config ?? {};
  const isManaged = ({ name }: ConfigLayer): boolean => name.type === 'legacyManagedConfigTomlFromFile';
  const wished: ConfigLayer = {
    name: { type: 'sessionFlags' },
    version: '',
    config: treeOfDotted(config, flags),
    text: null,
    disabledReason: null,
  };
  return [
    ...layers.filter(isManaged),
    wished,
    ...layers.filter((layer) => !isManaged(layer) && !isOfFlags(layer)),
  ];
}

/** What the layers say together. */
export function effective(layers: readonly ConfigLayer[]): Tree {
  return layers
    .filter((layer) => layer.disabledReason === null)
    .reduceRight<Tree>((below, layer) => merged(below, layer.config), {});
}

/** The strongest layer that has a value at the path. */
export function originOf(layers: readonly ConfigLayer[], path: readonly string[]): ConfigLayer | null {
  return (
    layers.find((layer) => layer.disabledReason === null && valueAt(layer.config, path) !== undefined) ?? null
  );
}

/** What the user says of a folder; the first folder that is mentioned counts. */
export function trustOf(user: Tree, folders: readonly string[]): { folder: string; level: string } | null {
  for (const folder of folders) {
    const level = valueAt(user, ['projects', folder, 'trust_level']);
    if (typeof level === 'string') return { folder, level };
  }
  return null;
}

const USUAL_MARKERS: readonly string[] = ['.git'];

/** What lies in the root of a project, as the strongest of the trees says. */
export function markersIn(strongestFirst: readonly Tree[]): readonly string[] {
  for (const { project_root_markers: markers } of strongestFirst)
    if (Array.isArray(markers)) return markers.filter((marker) => typeof marker === 'string');
  return USUAL_MARKERS;
}

/** The project around a folder, and the folders from the folder itself up to its root. */
export function projectOf(
  cwd: string,
  markers: readonly string[] = USUAL_MARKERS,
): { root: string; folders: string[] } {
  const folders: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    folders.push(folder);
    if (markers.some((marker) => statOf(join(folder, marker)))) return { root: folder, folders };
    if (dirname(folder) === folder) return { root: cwd, folders: [cwd] };
  }
}

/** The main repository that a folder belongs to, be it in a linked work tree; null outside of any. */
export function repositoryOf(cwd: string): string | null {
  const { root } = projectOf(cwd);
  const mark = join(root, '.git');
  const stat = statOf(mark);
  if (stat === undefined) return null;
  // An empty folder of that name makes none.
  if (stat.isDirectory()) return statOf(join(mark, 'HEAD')) === undefined ? null : root;
  // A linked work tree has a file that leads to <main>/.git/worktrees/<name>.
  const main = /^gitdir:\s*(.+)\/\.git\/worktrees\/[^/]+\s*$/.exec(textOf(mark) ?? '')?.[1];
  return main === undefined ? root : resolve(root, main);
}

/** The file a layer comes from; null for the command line. */
export function fileOf(layer: ConfigLayer): string | null {
  const { name } = layer;
  if (name.type === 'project') return join(name.dotCodexFolder, 'config.toml');
  return 'file' in name ? name.file : null;
}
