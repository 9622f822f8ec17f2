// Rollouts that clients name by their path: where each lies, and failures that repeat what was named.

import { isAbsolute } from 'node:path';
import { DomainError } from '../domain/errors.js';
import type { RoomDeps } from './room.js';

/** The path as the real servers put it together: what leads in circles stays. */
export function rolloutPathIn(folder: string, named: string): string {
  return isAbsolute(named) ? named : `${folder}/${named}`;
}

/** What `use` makes of the file of that name; an empty name is none. @throws DomainError of `use` */
export async function atRollout<T>(
  named: string | null | undefined,
  { profile, codexHome, oneOff }: Pick<RoomDeps, 'profile' | 'codexHome' | 'oneOff'>,
  use: (path: string | null) => Promise<T>,
): Promise<T> {
  if (!named) return use(null);
  const isResolved = profile.quirks.rolloutPathsAreResolved;
  const path = rolloutPathIn(isResolved ? codexHome : oneOff.cwd, named);
  try {
    return await use(path);
  } catch (thrown) {
    if (!(thrown instanceof DomainError)) throw thrown;
    const { failure } = thrown;
    const options = { cause: thrown };
    if (failure.code === 'resumePathMismatch') {
      throw new DomainError({ ...failure, requested: named }, options);
    }
    if (failure.code !== 'rolloutPathUnusable') throw thrown;
    throw new DomainError({ ...failure, path: isResolved ? path : named }, options);
  }
}
