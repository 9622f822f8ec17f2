// Rollout files that 0.169.0 has compressed: they are called like any other with `.zst` behind it, are read where they
// lie, and become plain again before anything is written to them. Everyone but the file system knows them by the plain
// path.

import { readFileSync, renameSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
// Node has zstd of its own only from 22.15 on.
import { decompress } from 'fzstd';

const SUFFIX = '.zst';

export function isCompressed(path: string): boolean {
  return path.endsWith(SUFFIX);
}

export function plainPath(path: string): string {
  return isCompressed(path) ? path.slice(0, -SUFFIX.length) : path;
}

/** The file that lies at `path`, be it compressed. */
export function pathOnDisk(path: string): string {
  const compressed = `${path}${SUFFIX}`;
  const isThere = (candidate: string): boolean =>
    statSync(candidate, { throwIfNoEntry: false }) !== undefined;
  return !isThere(path) && isThere(compressed) ? compressed : path;
}

/** @throws the file system's error, or an Error when the file is no whole zstd */
export async function readRolloutBytes(path: string): Promise<Buffer> {
  const bytes = await readFile(path);
  return isCompressed(path) ? decompressed(path, bytes) : bytes;
}

/** @throws like readRolloutBytes */
export function readCompressedSync(path: string): Buffer {
  return decompressed(path, readFileSync(path));
}

/** Puts the plain file in the place of a compressed one, as old as it was. Returns its path. @throws like readRolloutBytes */
export function decompressInPlace(path: string): string {
  const plain = plainPath(path);
  const { atime, mtime, mode } = statSync(path);
  const draft = `${plain}.${process.pid}.tmp`;
  writeFileSync(draft, readCompressedSync(path), { flush: true, mode: mode & 0o777 });
  utimesSync(draft, atime, mtime);
  renameSync(draft, plain);
  unlinkSync(path);
  return plain;
}

function decompressed(path: string, bytes: Buffer): Buffer {
  try {
    const { buffer, byteOffset, byteLength } = decompress(bytes);
    return Buffer.from(buffer, byteOffset, byteLength);
  } catch (cause) {
    throw new Error(`cannot decompress ${path}`, { cause });
  }
}
