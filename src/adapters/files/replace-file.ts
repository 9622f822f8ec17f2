// Replaces a file as a whole: whoever reads it sees the old text or the new one, also after a crash.

import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { linkTarget } from './link-target.js';

/**
 * Writes `text` to `path` with exactly this mode, whatever the file had before. A symbolic link stays, and what it
 * points to is replaced.
 * @throws the error of the file system; Error for a file that must not be replaced
 */
export async function replaceFile(path: string, text: string | Uint8Array, mode: number): Promise<void> {
  const target = await linkTarget(path);
  const folder = dirname(target);
  await mkdir(folder, { recursive: true });
  await assertReplaceable(target);
  const temporary = join(folder, `.auth-${randomBytes(6).toString('hex')}`);
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.chmod(mode);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
  await syncFolder(folder);
}

async function assertReplaceable(target: string): Promise<void> {
  const found = await stat(target).catch(() => undefined);
  if (found === undefined) return;
  // Somebody took away the right to write, and a rename would not ask for it.
  await access(target, constants.W_OK);
  if (found.isFile() && found.nlink > 1) {
    throw new Error(`${target} has another name in the file system, which would keep the old text.`);
  }
}

/** Makes the rename last. Not every system can. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
