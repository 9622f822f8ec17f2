// Walks folders for searches: hidden files too, links followed once, without what git ignores. Ignore files count inside
// a repository, from its top down.

import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { FileWalker, FoundPath } from '../../domain/search/file-search.js';
import { type IgnoreRules, ignoreRules, ignoreRulesAbove } from './ignore-rules.js';

/** Entries told at a time. */
const BATCH = 500;

/** @param cwd where relative roots begin; absolute */
export function createFileWalker(cwd: string): FileWalker {
  return {
    async *walk(roots, signal) {
      const asked = roots.filter((name) => name !== '').map((name) => rootOf(name, cwd));
      for (const root of asked) yield* batches(named(root, asked, signal));
    },
  };
}

interface Entry {
  readonly path: string;
  readonly type: FoundPath['type'];
}

interface Root {
  /** As it was asked for. */
  readonly name: string;
  readonly folder: string;
  /** Its parts as they were written: `..` is one of them. */
  readonly parts: readonly string[];
}

function rootOf(name: string, cwd: string): Root {
  const written = isAbsolute(name) ? name : `${cwd}${sep}${name}`;
  const parts = written.split(sep).filter((part) => part !== '' && part !== '.');
  return { name, folder: resolve(cwd, name), parts };
}

/** What lies below `walked`, each by the deepest root that it is written below. */
async function* named(walked: Root, roots: readonly Root[], signal: AbortSignal): AsyncIterable<FoundPath> {
  const deepestFirst = roots.toSorted((one, other) => other.parts.length - one.parts.length);
  for await (const { path, type } of entriesOf(walked.folder, signal)) {
    const parts = [...walked.parts, ...relative(walked.folder, path).split(sep)].filter(Boolean);
    const root = deepestFirst.find((one) => one.parts.every((part, at) => part === parts[at])) ?? walked;
    yield { root: root.name, path: parts.slice(root.parts.length).join('/'), type };
  }
}

/** The root and all that lies below it, absolute. */
async function* entriesOf(root: string, signal: AbortSignal): AsyncIterable<Entry> {
  const top = await stat(root).catch(() => null);
  if (top === null) return;
  yield { path: root, type: top.isDirectory() ? 'directory' : 'file' };
  const seen = new Set([await realpath(root).catch(() => root)]);
  const repository = await repositoryOf(root);
  const above = repository === null ? [] : await rulesAbove(repository, root);
  // Folders still to be read, with the rules that hold in them.
  const waiting: { folder: string; rules: readonly IgnoreRules[] }[] = [{ folder: root, rules: above }];
  for (let next = waiting.pop(); next !== undefined && !signal.aborted; next = waiting.pop()) {
    const { folder } = next;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const hasOwn = repository !== null && entries.some(({ name }) => name === '.gitignore');
    const rules = hasOwn
      ? [...next.rules, ignoreRules(await textOf(join(folder, '.gitignore')), folder)]
      : next.rules;
    for (const entry of entries) {
      const path = join(folder, entry.name);
      let isFolder = entry.isDirectory();
      if (entry.isSymbolicLink()) {
        const target = await stat(path).catch(() => null);
        if (target === null) continue;
        isFolder = target.isDirectory();
      }
      if (isIgnored(path, isFolder, rules)) continue;
      yield { path, type: isFolder ? 'directory' : 'file' };
      if (!isFolder) continue;
      const real = entry.isSymbolicLink() ? await realpath(path).catch(() => path) : path;
      if (seen.has(real)) continue;
      seen.add(real);
      waiting.push({ folder: path, rules });
    }
  }
}

/** The rule nearest to a path decides. */
function isIgnored(path: string, isFolder: boolean, rules: readonly IgnoreRules[]): boolean {
  for (const own of rules.toReversed()) {
    const verdict = own.verdict(path, isFolder);
    if (verdict !== null) return verdict;
  }
  return false;
}

/** The rules of the folders from the top of the repository to the one above `root`, and of the repository itself. */
async function rulesAbove(repository: string, root: string): Promise<IgnoreRules[]> {
  const exclude = await textOf(join(repository, '.git', 'info', 'exclude'));
  if (repository === root) return [ignoreRules(exclude, repository)];
  const found = [ignoreRulesAbove(exclude, repository, root)];
  const folders: string[] = [];
  for (let folder = root; folder !== repository; folder = dirname(folder)) folders.unshift(dirname(folder));
  for (const folder of folders)
    found.push(ignoreRulesAbove(await textOf(join(folder, '.gitignore')), folder, root));
  return found;
}

/** Empty for a file that is not there. */
function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
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
