// One hash of everything that lies in a plug-in's folder, as 0.169.0 makes it: whoever trusts a hook of a plug-in trusts
// what the hook may call there.

import { createHash, type Hash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { osErrorText } from '../files/os-error.js';

const FORMAT = 'codex-plugin-bundle-v1';

/** `sha256:` of the names, kinds and texts below a folder; @throws Error that says why it cannot be made */
export async function contentHash(root: string): Promise<string> {
  const hash = createHash('sha256').update(FORMAT);
  try {
    if (!(await lstat(root)).isDirectory()) throw new Unfit('plugin root is not a directory');
    await addFolder(hash, Buffer.from(root), Buffer.alloc(0));
  } catch (cause) {
    throw cause instanceof Unfit ? cause : new Error(osErrorText(cause), { cause });
  }
  return `sha256:${hash.digest('hex')}`;
}

/** What no hash can be made of. */
class Unfit extends Error {}

const SLASH = Buffer.from('/');

/** `place` is the folder as the hash names it, in the root. Names need not be texts. */
async function addFolder(hash: Hash, folder: Buffer, place: Buffer): Promise<void> {
  hash.update(sized(place)).update('directory');
  const entries = await readdir(folder, { withFileTypes: true, encoding: 'buffer' });
  for (const entry of entries.sort((a, b) => Buffer.compare(a.name, b.name))) {
    const path = Buffer.concat([folder, SLASH, entry.name]);
    const inner = place.length === 0 ? entry.name : Buffer.concat([place, SLASH, entry.name]);
    if (entry.isDirectory()) await addFolder(hash, path, inner);
    else if (entry.isFile())
      hash
        .update(sized(inner))
        .update('file')
        .update(sized(await readFile(path)));
    else throw new Unfit(`unsupported plugin entry type: ${path.toString()}`);
  }
}

/** The bytes after how many they are. */
function sized(bytes: Buffer): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  return Buffer.concat([length, bytes]);
}
