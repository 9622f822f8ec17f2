// Finds the SKILL.md files below a folder: nearest first, hidden folders left out, links to folders followed.

import { type Dirent, realpathSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** How many folders lie at most between the root and a skill's own. */
const MOST_LEVELS = 6;
/** Folders looked into at most: a root may be a link to anything. */
const MOST_FOLDERS = 2_000;

/** Paths of SKILL.md files as the file system knows them, links resolved. A root that is not there has none. */
export async function skillFiles(root: string): Promise<string[]> {
  const files: string[] = [];
  const start = await realpath(root).catch(() => null);
  if (start === null) return files;
  const seen = new Set([start]);
  let level = [start];
  for (let depth = 0; depth <= MOST_LEVELS && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const folder of level) {
      for (const entry of await entriesOf(folder)) {
        if (entry.name.startsWith('.')) continue;
        const path = join(folder, entry.name);
        if (entry.isFile()) {
          if (entry.name === 'SKILL.md') files.push(path);
          continue;
        }
        const below = await folderAt(path, entry);
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
