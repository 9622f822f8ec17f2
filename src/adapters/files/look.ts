// What lies at a path, and what small files say, for those who go on without: nothing here throws. A path through a
// file leads nowhere, too.

import { lstatSync, readFileSync, type Stats, statSync } from 'node:fs';

/** Undefined where nothing can be seen. Links are followed. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Whether there is anything, be it a link that leads nowhere. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

export function isFile(path: string): boolean {
  return statOf(path)?.isFile() ?? false;
}

export function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory() ?? false;
}

/** Null: it cannot be read. */
export function bytesOf(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

/** As UTF-8; null: it cannot be read. */
export function textOf(path: string): string | null {
  return bytesOf(path)?.toString('utf8') ?? null;
}
