// Folders that are made, and put in another place as a whole.

import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isFolder } from './look.js';

/** @throws the file system's error, which says so where a file is in its place */
export async function ensureFolder(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  await mkdir(folder).catch((cause: unknown) => {
    if (!isFolder(folder)) throw cause;
  });
}

/**
 * Lets `use` work in a new folder of `parent`, which is made where it is not there. What is in it afterwards is gone.
 * @throws the file system's error, and what `use` does
 */
export async function inTemporaryFolder<T>(
  parent: string,
  prefix: string,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, prefix));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Puts the folder `made` in the place of `target`, be there one or not, which goes to `aside`; all three lie in one
 * file system. Where that fails, the old one is back.
 * @throws the file system's error
 */
export async function replaceFolder(made: string, target: string, aside: string): Promise<void> {
  const hadOne = isFolder(target);
  if (hadOne) await rename(target, aside);
  try {
    await rename(made, target);
  } catch (thrown) {
    if (hadOne) await rename(aside, target);
    throw thrown;
  }
}
