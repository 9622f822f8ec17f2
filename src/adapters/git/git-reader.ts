// The git state of a folder, read from the repository's own files: no process is started, nothing is locked.

import { readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { GitReader } from '../../domain/ports.js';

interface Repository {
  /** Holds HEAD: `.git`, or the folder of a worktree. */
  own: string;
  /** Holds refs and config: `.git` of the main worktree. */
  common: string;
}

export function createGitReader(): GitReader {
  return {
    async read(cwd) {
      const repository = await repositoryOf(cwd);
      if (!repository) return null;
      const head = (await textOf(join(repository.own, 'HEAD')))?.trim();
      if (head === undefined) return null;
      const ref = /^ref: (.+)$/.exec(head)?.[1];
      const sha = ref === undefined ? head : await shaOf(repository, ref);
      return {
        sha,
        // A branch without a commit is not one yet.
        branch: sha === null ? null : (/^refs\/heads\/(.+)$/.exec(ref ?? '')?.[1] ?? null),
        originUrl: originIn((await textOf(join(repository.common, 'config'))) ?? ''),
      };
    },
  };
}

async function repositoryOf(cwd: string): Promise<Repository | null> {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const entry = join(folder, '.git');
    const found = await stat(entry).catch(() => null);
    if (found?.isDirectory()) return { own: entry, common: entry };
    if (found?.isFile()) return linked(entry);
    if (dirname(folder) === folder) return null;
  }
}

/** Worktrees and submodules have a file that points at their folder. */
async function linked(entry: string): Promise<Repository | null> {
  const target = /^gitdir: (.+)$/m.exec((await textOf(entry)) ?? '')?.[1]?.trim();
  if (target === undefined) return null;
  const own = isAbsolute(target) ? target : resolve(dirname(entry), target);
  const common = (await textOf(join(own, 'commondir')))?.trim();
  return { own, common: common === undefined ? own : resolve(own, common) };
}

async function shaOf({ own, common }: Repository, ref: string): Promise<string | null> {
  const loose = (await textOf(join(own, ref))) ?? (await textOf(join(common, ref)));
  if (loose !== null) return loose.trim();
  const packed = (await textOf(join(common, 'packed-refs'))) ?? '';
  const line = packed.split('\n').find((entry) => entry.endsWith(` ${ref}`));
  return line?.split(' ')[0] ?? null;
}

function originIn(config: string): string | null {
  let section = '';
  for (const line of config.split('\n')) {
    const header = /^\s*\[\s*(.+?)\s*\]/.exec(line)?.[1];
    if (header !== undefined) section = header;
    const url = /^\s*url\s*=\s*(.+?)\s*$/.exec(line)?.[1];
    if (section === 'remote "origin"' && url !== undefined) return url.replace(/^"(.*)"$/, '$1');
  }
  return null;
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return null;
  }
}
