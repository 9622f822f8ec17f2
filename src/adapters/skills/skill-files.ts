// Finds the SKILL.md files below a folder: nearest first, hidden folders left out, links to folders followed.

import { type Dirent, realpathSync } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlacedFiles } from '../../domain/environments/environment-ports.js';

/** How many folders lie at most between the root and a skill's own. */
const MOST_LEVELS = 6;
/** Folders looked into at most: a root may be a link to anything. */
const MOST_FOLDERS = 2_000;

/** The files that skills are made of, wherever they lie. */
export interface SkillFiles {
  /** Null: nothing is there. */
  real(path: string): Promise<string | null>;
  /** Folders as they really lie; nothing where there is no folder. */
  entries(folder: string): Promise<readonly SkillEntry[]>;
  /** @throws what reading failed with */
  text(path: string): Promise<string>;
}

interface SkillEntry {
  readonly name: string;
  readonly isFile: boolean;
  /** Where it really lies; null: it is no folder, nor a link to one. */
  readonly folder: () => Promise<string | null>;
}

/** Those of this machine. */
export const LOCAL_FILES: SkillFiles = {
  real: (path) => realpath(path).catch(() => null),
  entries: async (folder) =>
    (await entriesOf(folder)).map((entry) => ({
      name: entry.name,
      isFile: entry.isFile(),
      folder: () => folderAt(join(folder, entry.name), entry),
    })),
  text: (path) => readFile(path, 'utf8'),
};

/** Those of an executor's machine, which follows links by itself. */
export function remoteSkillFiles(files: PlacedFiles): SkillFiles {
  return {
    real: (path) => files.real(path),
    entries: async (folder) =>
      (await files.entries(folder)).map(({ name, isFile, isFolder }) => ({
        name,
        isFile,
        folder: async () => (isFolder ? files.real(join(folder, name)) : null),
      })),
    async text(path) {
      const read = await files.read(path);
      if ('problem' in read) throw new Error(read.problem);
      return read.text;
    },
  };
}

/** Paths of SKILL.md files as the file system knows them, links resolved. A root that is not there has none. */
export async function skillFiles(root: string, from: SkillFiles): Promise<string[]> {
  const files: string[] = [];
  const start = await from.real(root);
  if (start === null) return files;
  const seen = new Set([start]);
  let level = [start];
  for (let depth = 0; depth <= MOST_LEVELS && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const folder of level) {
      for (const entry of await from.entries(folder)) {
        if (entry.name.startsWith('.')) continue;
        const path = join(folder, entry.name);
        if (entry.isFile) {
          if (entry.name === 'SKILL.md') files.push(path);
          continue;
        }
        const below = await entry.folder();
        if (below === null || seen.has(below) || seen.size >= MOST_FOLDERS) continue;
        seen.add(below);
        next.push(below);
      }
    }
    level = next;
  }
  return files;
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

/** Where a folder, or a link to one, really lies. */
async function folderAt(path: string, entry: Dirent): Promise<string | null> {
  if (entry.isDirectory()) return path;
  if (!entry.isSymbolicLink()) return null;
  const target = await stat(path).catch(() => null);
  return target?.isDirectory() ? realpath(path) : null;
}

/** Links resolved as far as the path exists. */
export function canonical(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
