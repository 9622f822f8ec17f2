// The layers of configuration, strongest first: command line, project folders, user, system.
// Files are read when asked for and again only when they have changed.

import { readFileSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ConfigLayerSource } from '../../protocol/index.js';
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
}

export interface ConfigFiles {
  /** @throws ConfigProblem `syntax` */
  layers(cwd: string | null): ConfigLayer[];
}

const SYSTEM_FILE = '/etc/codex/config.toml';

export function createConfigFiles(options: {
  codexHome: string;
  flags: Tree;
  /** How this version tells why a project's file is not read; `level` is what the user said, if anything. */
  untrusted(project: string, userFile: string, level: string | null): string;
  systemFile?: string;
}): ConfigFiles {
  const { codexHome, flags } = options;
  const userFile = join(codexHome, 'config.toml');
  const systemFile = options.systemFile ?? SYSTEM_FILE;
  const cache = new Map<string, { stamp: string; layer: { config: Tree; text: string } }>();

  function read(file: string): { config: Tree; text: string } | null {
    const stat = statOf(file);
    if (!stat?.isFile()) return null;
    const stamp = `${stat.mtimeMs}:${stat.size}:${stat.ino}`;
    const known = cache.get(file);
    if (known?.stamp === stamp) return known.layer;
    const text = readFileSync(file, 'utf8');
    const layer = { config: readToml(text, file), text };
    cache.set(file, { stamp, layer });
    return layer;
  }

  function fileLayer(name: ConfigLayerSource, file: string): ConfigLayer {
    const { config, text } = read(file) ?? { config: {}, text: null };
    return { name, version: fingerprint(config), config, text, disabledReason: null };
  }

  function projectLayers(cwd: string, user: Tree): ConfigLayer[] {
    const { root, folders } = projectOf(cwd);
    return folders.flatMap((folder): ConfigLayer[] => {
      const dotCodexFolder = join(folder, '.codex');
      if (dotCodexFolder === codexHome) return [];
      const found = read(join(dotCodexFolder, 'config.toml'));
      if (!found) return [];
      const trust = trustOf(user, [folder, root]);
      return [
        {
          name: { type: 'project', dotCodexFolder },
          version: fingerprint(found.config),
          ...found,
          disabledReason:
            trust?.level === 'trusted'
              ? null
              : options.untrusted(trust?.folder ?? root, userFile, trust?.level ?? null),
        },
      ];
    });
  }

  return {
    layers(cwd) {
      const user = fileLayer({ type: 'user', file: userFile, profile: null }, userFile);
      return [
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
        ...(cwd === null ? [] : projectLayers(cwd, user.config)),
        user,
        fileLayer({ type: 'system', file: systemFile }, systemFile),
      ];
    },
  };
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

/** The repository around a folder, and the folders from the folder itself up to it. */
export function projectOf(cwd: string): { root: string; folders: string[] } {
  const folders: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    folders.push(folder);
    if (statOf(join(folder, '.git'))) return { root: folder, folders };
    if (dirname(folder) === folder) return { root: cwd, folders: [cwd] };
  }
}

/** A path through a file leads nowhere, too. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** The file a layer comes from; null for the command line. */
export function fileOf(layer: ConfigLayer): string | null {
  const { name } = layer;
  if (name.type === 'project') return join(name.dotCodexFolder, 'config.toml');
  return 'file' in name ? name.file : null;
}
