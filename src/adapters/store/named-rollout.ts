// A rollout that somebody named by its path: where it lies, and what is wrong with it.

import { realpathSync } from 'node:fs';
import { DomainError } from '../../domain/errors.js';
import { textAt } from '../../util/peek.js';
import { osErrorText } from '../files/os-error.js';
import { pathOnDisk, plainPath } from './compressed-rollout.js';
import { UnreadableRollout } from './rollout-file.js';
import { isArchivedPath, type RolloutFolders } from './rollout-paths.js';
import { storageError } from './storage-error.js';

/** @throws DomainError `rolloutPathUnusable` where there can be no such path */
export function locatedAt(folders: RolloutFolders, named: string): { path: string; archived: boolean } {
  try {
    const path = pathOnDisk(plainPath(named));
    return { path, archived: isArchivedPath(folders, path) };
  } catch (cause) {
    throw unusablePath(named, cause);
  }
}

/** What the system says where no file can be. */
const MISSING = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP'];

/** Why what lies at the path is no thread. */
export function unusablePath(path: string, cause: unknown): DomainError {
  const code = textAt(cause, 'code') ?? '';
  const of = { code: 'rolloutPathUnusable', path, cause: osErrorText(cause) } as const;
  if (cause instanceof UnreadableRollout) {
    return new DomainError({ ...of, file: realpathSync(path), problem: 'unreadable' }, { cause });
  }
  if (code === 'EISDIR') return new DomainError({ ...of, file: path, problem: 'folder' }, { cause });
  if (MISSING.includes(code)) return new DomainError({ ...of, file: path, problem: 'missing' }, { cause });
  return storageError(`cannot read ${path}`, cause);
}
