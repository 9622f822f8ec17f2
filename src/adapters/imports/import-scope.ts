// Where a set-up is taken from and where it goes: the user's home, or one repository.

import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isFile, isFolder } from '../files/look.js';
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
  const folder = join(home, source.folder);
  return {
    repository: null,
    sourceRoot: home,
    source: folder,
    settings: join(folder, source.homeSettings),
    localSettings: source.localSettings && join(folder, source.localSettings),
    ...below(codexHome),
    skills: join(dirname(codexHome), '.agents', 'skills'),
    instructions: join(codexHome, 'AGENTS.md'),
  };
}

function repositoryScope(root: string, source: ImportSource): ImportScope {
  const folder = join(root, source.folder);
  return {
    repository: root,
    sourceRoot: root,
    source: folder,
    settings: join(folder, source.repositorySettings),
    localSettings: source.localSettings && join(folder, source.localSettings),
    ...below(join(root, '.codex')),
    skills: join(root, '.agents', 'skills'),
    instructions: join(root, 'AGENTS.md'),
  };
}

function below(target: string) {
  return {
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
  return repositoryScope(repositoryAround(start) ?? start, source);
}

function repositoryAround(start: string): string | null {
  for (let folder = start; ; folder = dirname(folder)) {
    const git = join(folder, '.git');
    if (isFolder(git) || isFile(git)) return folder;
    if (dirname(folder) === folder) return null;
  }
}
