// PatchFiles over the file system. A patch is taken whole: each file is replaced by a rename, and a step that fails
// undoes the ones before it.

import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import {
  access,
  chmod,
  chown,
  lstat,
  mkdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import {
  type FileText,
  type PatchFiles,
  type PatchStep,
  PatchStepFailed,
} from '../../domain/command-ports.js';
import { textAt } from '../../util/peek.js';
import { linkTarget } from './link-target.js';
import { osErrorText } from './os-error.js';

export function createPatchFiles(): PatchFiles {
  return { resolve: (cwd, path) => resolve(cwd, path), read, real, apply };
}

async function real(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    // A link to nothing is followed all the same: a write would go there.
    const target = await readlink(path).catch(() => null);
    const parent = dirname(path);
    if (target !== null) return real(resolve(parent, target));
    return parent === path ? path : join(await real(parent), basename(path));
  }
}

async function read(path: string): Promise<FileText> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (thrown) {
    return { problem: osErrorText(thrown) };
  }
  return utf8Text(bytes);
}

export function utf8Text(bytes: Buffer): FileText {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { problem: 'stream did not contain valid UTF-8' };
  }
}

type Undo = () => Promise<void>;

async function apply(steps: readonly PatchStep[]): Promise<void> {
  const undos: Undo[] = [];
  for (const step of steps) {
    try {
      if (step.type === 'write') await write(step, undos);
      else undos.push(await remove(step.path));
    } catch (cause) {
      for (const undo of undos.reverse()) await undo();
      throw cause instanceof PatchStepFailed ? cause : new PatchStepFailed(step, 'file', { cause });
    }
  }
}

async function write(step: Extract<PatchStep, { type: 'write' }>, undos: Undo[]): Promise<void> {
  try {
    const made = await mkdir(dirname(step.path), { recursive: true });
    if (made !== undefined) undos.push(() => removeFolders(dirname(step.path), made));
  } catch (cause) {
    throw new PatchStepFailed(step, 'parents', { cause });
  }
  const target = await linkTarget(step.path);
  const before = await contentOf(target);
  undos.push(
    before === null ? () => rm(target, { force: true }) : () => replace(target, before.bytes, before),
  );
  await replace(target, Buffer.from(step.text), before);
}

async function remove(path: string): Promise<Undo> {
  const found = await lstat(path);
  if (found.isSymbolicLink()) {
    const leadsTo = await readlink(path);
    await unlink(path);
    return () => symlink(leadsTo, path);
  }
  const before = await contentOf(path);
  await unlink(path);
  return async () => {
    if (before !== null) await replace(path, before.bytes, before);
  };
}

interface Attributes {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Names of the file in the file system. */
  readonly names: number;
}

/** Null when there is nothing. */
async function contentOf(path: string): Promise<(Attributes & { readonly bytes: Buffer }) | null> {
  try {
    const [bytes, { mode, uid, gid, nlink }] = await Promise.all([readFile(path), stat(path)]);
    return { bytes, mode: mode & 0o7777, uid, gid, names: nlink };
  } catch (thrown) {
    if (textAt(thrown, 'code') === 'ENOENT') return null;
    throw thrown;
  }
}

/** Other names of the file would keep the old bytes after a rename, and a folder may forbid new names. */
async function replace(path: string, bytes: Buffer, before: Attributes | null): Promise<void> {
  if (before !== null && (await exists(path))) {
    await access(path, constants.W_OK);
    const mayRename = before.names === 1 && (await access(dirname(path), constants.W_OK).then(yes, no));
    if (!mayRename) return writeFile(path, bytes);
  }
  const temporary = join(
    dirname(path),
    `.${basename(path).slice(0, 64)}.${randomBytes(6).toString('hex')}.tmp`,
  );
  try {
    await writeFile(temporary, bytes, { flag: 'wx' });
    if (before !== null) {
      await chown(temporary, before.uid, before.gid).catch(() => undefined);
      await chmod(temporary, before.mode);
    }
    await rename(temporary, path);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  }
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(yes, no);
}

const yes = (): boolean => true;
const no = (): boolean => false;

/** From the innermost folder outwards, up to and with the first that was made. */
async function removeFolders(innermost: string, first: string): Promise<void> {
  for (let folder = innermost; folder.length >= first.length; folder = dirname(folder)) {
    await rmdir(folder).catch(() => undefined);
  }
}
