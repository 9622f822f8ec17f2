// Heads of rollout files, kept between runs so that a restart reads no file twice, and looks at none in folders that have
// not changed. Only a cache: a missing, old or broken file costs time, never truth.

import { mkdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { completed, difference, type HeadDifference } from './head-difference.js';
import type { RolloutHead } from './rollout-head.js';

/** Names this format; a file that begins otherwise is ignored. */
const FORMAT = 'thread-index 4';
/** Files in one line of the cache, so that no line is long to write. */
const FILES_A_LINE = 1000;

interface CachedFile {
  /** See IndexedThread. */
  readonly identity: string;
  readonly size: number;
  readonly mtime: number;
  readonly head: RolloutHead | null;
}

export interface CachedFolder {
  /** What the folder looked like when all of its files were known; null where they may not have been. */
  readonly stamp: string | null;
  /** By name. */
  readonly files: ReadonlyMap<string, CachedFile>;
}

type Row = readonly [
  name: string,
  identity: string,
  size: number,
  mtime: number,
  head: HeadDifference | null,
];
type Line = readonly [folder: string, stamp: string | null, base: RolloutHead | null, rows: readonly Row[]];

export class ThreadIndexCache {
  readonly #path: string;
  #saving: Promise<void> = Promise.resolve();

  constructor(ownFolder: string) {
    this.#path = join(ownFolder, 'thread-index.jsonl');
  }

  /** By folder, told by its path below CODEX_HOME. */
  load(): Map<string, CachedFolder> {
    try {
      return foldersIn(readFileSync(this.#path, 'utf8'));
    } catch {
      return new Map();
    }
  }

  /** Replaces the cache in one step. Never rejects: without a cache the next start is only slower. */
  save(folders: Iterable<readonly [folder: string, CachedFolder]>): Promise<void> {
    this.#saving = this.#saving.then(() => this.#write(folders)).catch(() => undefined);
    return this.#saving;
  }

  /** Resolves when what was being saved is. */
  saved(): Promise<void> {
    return this.#saving;
  }

  async #write(folders: Iterable<readonly [folder: string, CachedFolder]>): Promise<void> {
    mkdirSync(dirname(this.#path), { recursive: true });
    const draft = `${this.#path}.${process.pid}.tmp`;
    await writeFile(draft, linesOf(folders));
    await rename(draft, this.#path);
  }
}

function* linesOf(folders: Iterable<readonly [folder: string, CachedFolder]>): Generator<string> {
  yield `${JSON.stringify(FORMAT)}\n`;
  for (const [folder, { stamp, files }] of folders) {
    const all = [...files];
    for (let start = 0; start === 0 || start < all.length; start += FILES_A_LINE) {
      const some = all.slice(start, start + FILES_A_LINE);
      const base = some.find(([, { head }]) => head !== null)?.[1].head ?? null;
      const rows = some.map(([name, { identity, size, mtime, head }]): Row => {
        return [name, identity, size, mtime, head && base && difference(head, base)];
      });
      const line: Line = [folder, stamp, base, rows];
      yield `${JSON.stringify(line)}\n`;
    }
  }
}

/** @throws where the text is not what save() wrote */
function foldersIn(text: string): Map<string, CachedFolder> {
  const folders = new Map<string, { stamp: string | null; files: Map<string, CachedFile> }>();
  const [first, ...lines] = text.trimEnd().split('\n');
  if (first !== JSON.stringify(FORMAT)) return folders;
  for (const line of lines) {
    const [folder, stamp, base, rows] = JSON.parse(line) as Line; // the format's name vouches for it
    const known = folders.get(folder) ?? { stamp, files: new Map() };
    folders.set(folder, known);
    for (const [name, identity, size, mtime, told] of rows) {
      known.files.set(name, { identity, size, mtime, head: told && base && completed(told, base) });
    }
  }
  return folders;
}
