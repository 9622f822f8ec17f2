// HostFiles over the file system of this machine.

import type { Stats } from 'node:fs';
import {
  copyFile,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  rmdir,
  stat,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, parse, sep } from 'node:path';
import { DomainError } from '../../domain/errors.js';
import type { DirectoryEntry, HostFiles } from '../../domain/files/host-files.js';
import type { Clock } from '../../util/clock.js';
import { textAt } from '../../util/peek.js';
import { osErrorText } from './os-error.js';
import { watchPath } from './path-watch.js';

export function createHostFiles({ clock }: { readonly clock: Clock }): HostFiles {
  return {
    readFile: (path) => told(() => read(path)),
    writeFile: (path, data) => told(() => writeFile(path, data)),
    createDirectory: (path, { recursive }) => told(() => (recursive ? createFolders(path) : mkdir(path))),
    getMetadata: (path) =>
      told(async () => {
        const [target, own] = await Promise.all([stat(path), lstat(path)]);
        return {
          isDirectory: target.isDirectory(),
          isFile: target.isFile(),
          isSymlink: own.isSymbolicLink(),
          createdAtMs: Math.max(0, Math.floor(target.birthtimeMs)),
          modifiedAtMs: Math.max(0, Math.floor(target.mtimeMs)),
        };
      }),
    readDirectory: (path) => told(() => entriesOf(path)),
    remove: (path, options) => told(() => remove(path, options)),
    copy: (source, destination, options) => told(() => copy(source, destination, options)),
    watch: (path, onChange) => told(() => watchPath(path, onChange, clock)),
  };
}

async function told<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof DomainError) throw cause;
    throw new DomainError({ code: 'fileSystem', message: osErrorText(cause) }, { cause });
  }
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (textAt(cause, 'code') === 'EISDIR') throw new DomainError({ code: 'notAFile', path }, { cause });
    throw cause;
  }
}

/** As `mkdir -p`; unlike that of node, it says of a link that leads nowhere that something is there. */
async function createFolders(path: string): Promise<void> {
  const tried = (): Promise<void> =>
    mkdir(path).catch(async (cause: unknown) => {
      const found = await stat(path).catch(() => null);
      if (found?.isDirectory() !== true) throw cause;
    });
  try {
    await tried();
  } catch (cause) {
    if (textAt(cause, 'code') !== 'ENOENT' || dirname(path) === path) throw cause;
    await createFolders(dirname(path));
    await tried();
  }
}

async function entriesOf(path: string): Promise<DirectoryEntry[]> {
  const names = await readdir(path);
  const entries = await Promise.all(
    names.map(async (fileName) => {
      const found = await stat(join(path, fileName)).catch(() => null);
      return found && { fileName, isDirectory: found.isDirectory(), isFile: found.isFile() };
    }),
  );
  return entries.filter((entry) => entry !== null);
}

async function remove(
  path: string,
  { recursive, force }: { readonly recursive: boolean; readonly force: boolean },
): Promise<void> {
  // What no system lets go of: asked for by mistake only.
  if (parse(path).root === path) {
    throw new DomainError({ code: 'fileSystem', message: 'Device or resource busy (os error 16)' });
  }
  try {
    const found = await lstat(path);
    if (!found.isDirectory()) await unlink(path);
    else if (recursive) await rm(path, { recursive: true });
    else await rmdir(path);
  } catch (cause) {
    if (!(force && textAt(cause, 'code') === 'ENOENT')) throw cause;
  }
}

async function copy(
  source: string,
  destination: string,
  { recursive }: { readonly recursive: boolean },
): Promise<void> {
  const found = await lstat(source);
  if (found.isDirectory()) {
    if (!recursive) throw new DomainError({ code: 'copyNeedsRecursive' });
    if (await liesWithin(destination, source)) throw new DomainError({ code: 'copyIntoItself' });
    return copyFolder(source, destination);
  }
  if (!(await copyLeaf(source, destination, found))) throw new DomainError({ code: 'copyOfSpecialFile' });
}

async function copyFolder(source: string, destination: string): Promise<void> {
  await mkdir(destination, { recursive: true });
  for (const name of await readdir(source)) {
    const from = join(source, name);
    const found = await lstat(from);
    if (found.isDirectory()) await copyFolder(from, join(destination, name));
    else await copyLeaf(from, join(destination, name), found);
  }
}

/** False for what can only be left out. */
async function copyLeaf(source: string, destination: string, found: Stats): Promise<boolean> {
  if (found.isSymbolicLink()) await symlink(await readlink(source), destination);
  else if (found.isFile()) await copyFile(source, destination);
  else return false;
  return true;
}

async function liesWithin(path: string, folder: string): Promise<boolean> {
  const [inside, outside] = [await realPlace(path), await realpath(folder)];
  return inside === outside || inside.startsWith(outside + sep);
}

/** Where `path` is, or would be, without links. */
async function realPlace(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    if (textAt(cause, 'code') !== 'ENOENT' || dirname(path) === path) throw cause;
    return join(await realPlace(dirname(path)), basename(path));
  }
}
