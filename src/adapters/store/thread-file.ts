// Reads the file of a thread, with failures in the domain's words.

import { DomainError } from '../../domain/errors.js';
import { unusablePath } from './named-rollout.js';
import { type RolloutFile, readRollout, UnreadableRollout } from './rollout-file.js';
import { isMissing, storageError } from './storage-error.js';

/** Where the file lies that holds this revision. */
type FindSegment = Parameters<typeof readRollout>[1];

/** @throws DomainError `rolloutNotFound` | `rolloutUnreadable` | `storage` */
export async function readThreadFile(
  path: string,
  threadId: string,
  findSegment: FindSegment,
): Promise<RolloutFile> {
  try {
    return await readRollout(path, findSegment);
  } catch (cause) {
    if (isMissing(cause)) throw new DomainError({ code: 'rolloutNotFound', threadId }, { cause });
    if (cause instanceof UnreadableRollout) {
      throw new DomainError({ code: 'rolloutUnreadable', threadId, path, cause: cause.message }, { cause });
    }
    throw storageError(`cannot read ${path}`, cause);
  }
}

/** What somebody named by its path. @throws DomainError `rolloutPathUnusable` | `storage` */
export async function readNamedFile(path: string, findSegment: FindSegment): Promise<RolloutFile> {
  try {
    return await readRollout(path, findSegment);
  } catch (cause) {
    throw unusablePath(path, cause);
  }
}
