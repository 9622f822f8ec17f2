// Walks folders for searches: hidden files too, links followed once, without what git ignores. Ignore files count inside
// a repository, from its top down.

import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import type { FileWalker, FoundPath } from '../../domain/search/file-search.js';

/** Entries told at a time. */
const BATCH = 500;

export const fileWalker: FileWalker = {
  async *walk(roots, signal) {
    for (const root of roots) yield* batches(entriesBelow(root, signal));
  },
};

/** What an ignore file says, and where it lies. */
interface Rules {
  readonly folder: string;
  readonly ignore: Ignore;
}

async function* entriesBelow(root: string, signal: AbortSignal): AsyncIterable<FoundPath> {
  const seen = new Set([await realpath(root).catch(() => root)]);
  const repository = await repositoryOf(root);
  const above = repository === null ? [] : await rulesAbove(repository, root);
  // Folders still to be read, with the rules that hold in them.
  const waiting: { folder: string; rules: readonly Rules[] }[] = [{ folder: root, rules: above }];
  for (let next = waiting.pop(); next !== undefined && !signal.aborted; next = waiting.pop()) {
    const { folder } = next;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const own = await rulesIn(
      folder,
      repository !== null && entries.some(({ name }) => name === '.gitignore'),
    );
    const rules = own === null ? next.rules : [...next.rules, own];
    for (const entry of entries) {
      const path = join(folder, entry.name);
      let isFolder = entry.isDirectory();
      if (entry.isSymbolicLink()) {
        const target = await stat(path).catch(() => null);
        if (target === null) continue;
        isFolder = target.isDirectory();
      }
      if (isIgnored(path, isFolder, rules)) continue;
      yield { root, path: relative(root, path).split(sep).join('/'), type: isFolder ? 'directory' : 'file' };
      if (!isFolder) continue;
      const real = entry.isSymbolicLink() ? await realpath(path).catch(() => path) : path;
      if (seen.has(real)) continue;
      seen.add(real);
      waiting.push({ folder: path, rules });
    }
  }
}

/** The rule nearest to a path decides. */
function isIgnored(path: string, isFolder: boolean, rules: readonly Rules[]): boolean {
  for (const { folder, ignore: own } of rules.toReversed()) {
    const inside = relative(folder, path).split(sep).join('/');
    const { ignored, unignored } = own.test(isFolder ? `${inside}/` : inside);
    if (ignored) return true;
    if (unignored) return false;
  }
  return false;
}

async function rulesIn(folder: string, hasFile: boolean): Promise<Rules | null> {
  if (!hasFile) return null;
  const text = await readFile(join(folder, '.gitignore'), 'utf8').catch(() => '');
  return { folder, ignore: ignore().add(text) };
}

/** The rules of the folders from the top of the repository to the one above `root`, and of the repository itself. */
async function rulesAbove(repository: string, root: string): Promise<Rules[]> {
  const exclude = await readFile(join(repository, '.git', 'info', 'exclude'), 'utf8').catch(() => '');
  const found: Rules[] = [{ folder: repository, ignore: ignore().add(exclude) }];
  const folders: string[] = [];
  for (let folder = root; folder !== repository; folder = dirname(folder)) folders.unshift(dirname(folder));
  for (const folder of folders) {
    const own = await rulesIn(folder, true);
    if (own !== null) found.push(own);
  }
  return found;
}

async function repositoryOf(folder: string): Promise<string | null> {
  for (let at = folder; ; at = dirname(at)) {
    if ((await stat(join(at, '.git')).catch(() => null)) !== null) return at;
    if (dirname(at) === at) return null;
  }
}

async function* batches(entries: AsyncIterable<FoundPath>): AsyncIterable<readonly FoundPath[]> {
  let batch: FoundPath[] = [];
  for await (const entry of entries) {
    batch.push(entry);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (batch.length > 0) yield batch;
}
