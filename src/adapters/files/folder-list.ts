// What lies in one folder, links as links.

import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import type { FolderEntry } from '../../domain/ports.js';
import { osErrorText } from './os-error.js';

export async function listFolder(
  path: string,
): Promise<readonly FolderEntry[] | { readonly problem: string }> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
  } catch (thrown) {
    return { problem: osErrorText(thrown) };
  }
}

function kindOf(entry: Dirent): FolderEntry['kind'] {
  if (entry.isDirectory()) return 'folder';
  if (entry.isSymbolicLink()) return 'link';
  return entry.isFile() ? 'file' : 'other';
}
