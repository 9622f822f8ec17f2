// Where a set-up is taken from and where it goes: the user's home, or one repository.

import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { projectOf } from '../config/config-layers.js';
import { isFile } from '../files/look.js';
import type { ImportSource } from './import-source.js';

export interface ImportScope {
  /** Null: the home. */
  readonly repository: string | null;
  /** Holds the other agent's folder. */
  readonly sourceRoot: string;
  /** The other agent's folder. */
  readonly source: string;
  readonly settings: string;
  readonly localSettings: string | null;
  /** Ours: CODEX_HOME, or `.codex` of the repository. */
  readonly target: string;
  readonly config: string;
  readonly hooks: string;
  readonly roles: string;
  readonly skills: string;
  readonly instructions: string;
}

export interface ImportPlaces {
  /** Absolute. */
  readonly codexHome: string;
  /** The user's own folder; absolute. */
  readonly home: string;
  /** Relative folders of clients lie in it; absolute. */
  readonly cwd: string;
}

export function homeScope({ codexHome, home }: ImportPlaces, source: ImportSource): ImportScope {
  const at = { root: home, settings: source.homeSettings, target: codexHome };
  return {
    ...scopeIn(source, at),
    repository: null,
    skills: join(dirname(codexHome), '.agents', 'skills'),
    instructions: join(codexHome, 'AGENTS.md'),
  };
}

function repositoryScope(root: string, source: ImportSource): ImportScope {
  const at = { root, settings: source.repositorySettings, target: join(root, '.codex') };
  return {
    ...scopeIn(source, at),
    repository: root,
    skills: join(root, '.agents', 'skills'),
    instructions: join(root, 'AGENTS.md'),
  };
}

/** What lies in the other agent's folder below `root`, and in `target`, which is ours. */
function scopeIn(
  { folder, localSettings }: ImportSource,
  { root, settings, target }: { readonly root: string; readonly settings: string; readonly target: string },
) {
  const source = join(root, folder);
  return {
    sourceRoot: root,
    source,
    settings: join(source, settings),
    localSettings: localSettings && join(source, localSettings),
    target,
    config: join(target, 'config.toml'),
    hooks: join(target, 'hooks.json'),
    roles: join(target, 'agents'),
  };
}

/** Of the repository a folder or file lies in, or of the folder where it lies in none; null where nothing is. */
export function scopeOf(folder: string, places: ImportPlaces, source: ImportSource): ImportScope | null {
  if (folder === '') return null;
  const path = resolve(places.cwd, folder);
  if (!existsSync(path)) return null;
  const start = isFile(path) ? dirname(path) : path;
  return repositoryScope(projectOf(start).root, source);
}
