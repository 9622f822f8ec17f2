// Where installed plug-ins are kept: copies below `plugins/cache/<marketplace>/<plugin>/<version>` of CODEX_HOME,
// shared with the real server.

import { readdirSync } from 'node:fs';
import { cp, lstat, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PluginFailure } from '../../domain/plugins/plugin-failure.js';
import { type PluginId, versionProblem } from '../../domain/plugins/plugin-id.js';
import { readManifest } from '../../domain/plugins/plugin-manifest.js';
import type { PluginRules } from '../../domain/plugins/plugin-rules.js';
import { at, isRecord } from '../../util/peek.js';
import { inTemporaryFolder, replaceFolder } from '../files/folders.js';
import { isFolder } from '../files/look.js';
import { osErrorText } from '../files/os-error.js';
import { manifestPathOf } from './read-files.js';

/** Of plug-ins without a version. */
const USUAL_VERSION = 'local';

export class PluginStore {
  readonly #codexHome: string;
  readonly #rules: PluginRules;

  constructor(codexHome: string, rules: PluginRules) {
    this.#codexHome = codexHome;
    this.#rules = rules;
  }

  /** The version in use; null: it is not installed. */
  version(id: PluginId): string | null {
    let names: string[];
    try {
      names = readdirSync(this.#folder(id), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && versionProblem(entry.name) === null)
        .map(({ name }) => name);
    } catch {
      return null;
    }
    return names.includes(USUAL_VERSION) ? USUAL_VERSION : (names.sort(compareVersions).at(-1) ?? null);
  }

  /** Its folder, absolute; null: it is not installed. */
  root(id: PluginId): string | null {
    const version = this.version(id);
    return version === null ? null : join(this.#folder(id), version);
  }

  /** Where hooks of a plug-in may keep what is theirs; absolute, not made yet. */
  dataFolder({ plugin, marketplace }: PluginId): string {
    return join(this.#codexHome, 'plugins', 'data', `${plugin}-${marketplace}`);
  }

  /** Copies the plug-in in the folder `source`. @throws PluginFailure */
  async install(id: PluginId, source: string): Promise<void> {
    const version = await this.versionOf(id, source);
    try {
      await this.#replace(id, source, version);
    } catch (cause) {
      throw new PluginFailure(`failed to install plugin: ${osErrorText(cause)}`, { isInternal: true, cause });
    }
  }

  /** @throws PluginFailure */
  async uninstall(id: PluginId): Promise<void> {
    try {
      await rm(this.#folder(id), { recursive: true, force: true });
    } catch (cause) {
      throw new PluginFailure(`failed to remove existing plugin cache entry: ${osErrorText(cause)}`, {
        isInternal: true,
        cause,
      });
    }
  }

  /** What the plug-in in a folder would be kept as. @throws PluginFailure where it is not the one that is meant */
  async versionOf({ plugin }: PluginId, source: string): Promise<string> {
    const { areVersioned } = this.#rules;
    const path = manifestPathOf(source, this.#rules);
    const own = join(source, '.codex-plugin', 'plugin.json');
    if (!areVersioned && !isFolder(source))
      throw new PluginFailure(`plugin source path is not a directory: ${source}`);
    if (path === null)
      throw new PluginFailure(areVersioned ? 'missing plugin.json' : `missing plugin manifest: ${own}`);
    const text = await readFile(path, 'utf8').catch(() => '');
    const version = areVersioned ? versionIn(text) : USUAL_VERSION;
    const manifest = readManifest(text, source, this.#rules);
    if (manifest === null)
      throw new PluginFailure(
        areVersioned ? 'missing or invalid plugin.json' : `missing or invalid plugin manifest: ${own}`,
      );
    if (manifest.name !== plugin)
      throw new PluginFailure(
        `${areVersioned ? 'plugin.json' : 'plugin manifest'} name \`${manifest.name}\` does not match marketplace plugin name \`${plugin}\``,
      );
    return version;
  }

  #folder({ plugin, marketplace }: PluginId): string {
    return join(this.#codexHome, 'plugins', 'cache', marketplace, plugin);
  }

  /** What is read meanwhile is the old copy, or the new one, whole. */
  async #replace(id: PluginId, source: string, version: string): Promise<void> {
    const folder = this.#folder(id);
    await inTemporaryFolder(dirname(folder), 'plugin-install-', async (staging) => {
      const made = join(staging, 'made');
      // Links and special files stay behind.
      await cp(source, join(made, version), { recursive: true, filter: isCopied });
      await replaceFolder(made, folder, join(staging, 'before'));
    });
  }
}

async function isCopied(path: string): Promise<boolean> {
  const stat = await lstat(path);
  return stat.isDirectory() || stat.isFile();
}

/** @throws PluginFailure */
function versionIn(text: string): string {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch (cause) {
    throw new PluginFailure('failed to parse plugin.json: the file is not valid JSON', { cause });
  }
  const version = isRecord(manifest) ? (at(manifest, 'version') ?? USUAL_VERSION) : USUAL_VERSION;
  if (typeof version !== 'string')
    throw new PluginFailure('invalid plugin version in plugin.json: expected string');
  if (version.trim() === '')
    throw new PluginFailure('invalid plugin version in plugin.json: must not be blank');
  const problem = versionProblem(version.trim());
  if (problem !== null) throw new PluginFailure(problem);
  return version.trim();
}

/** By the precedence of semantic versions where both are such, by their letters otherwise. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [semantic(a), semantic(b)];
  if (left === null || right === null) return a < b ? -1 : a > b ? 1 : 0;
  for (const part of [0, 1, 2]) {
    const apart = (left.numbers[part] ?? 0) - (right.numbers[part] ?? 0);
    if (apart !== 0) return apart;
  }
  if (left.early === right.early) return 0;
  if (left.early === '' || right.early === '') return left.early === '' ? 1 : -1;
  return left.early < right.early ? -1 : 1;
}

function semantic(version: string): { numbers: number[]; early: string } | null {
  const [, major, minor, patch, early = ''] =
    /^(\d+)\.(\d+)\.(\d+)(?:-([\w.-]+))?(?:\+[\w.-]+)?$/.exec(version) ?? [];
  return major === undefined ? null : { numbers: [Number(major), Number(minor), Number(patch)], early };
}
