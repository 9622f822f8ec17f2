// Whose turn it is to read credentials and write the next ones, across processes: the real client's `auth.lock`.

import { join } from 'node:path';
import type { Clock } from '../../util/clock.js';
import { messageOf } from '../../util/coded-error.js';
import { lockFile } from '../files/file-lock.js';
import { CredentialError } from './errors.js';

/** Longer than any request that is made within. */
const PATIENCE_MS = 45_000;

export type Exclusively = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** @throws CredentialError `busy` from what it returns, when another process holds the lock for too long */
export function exclusivelyIn(codexHome: string, clock: Clock): Exclusively {
  return async (work) => {
    const lock = await lockFile(join(codexHome, 'auth.lock'), { clock, patienceMs: PATIENCE_MS }).catch(
      (cause: unknown) => {
        throw new CredentialError('busy', messageOf(cause), { cause });
      },
    );
    try {
      return await work();
    } finally {
      lock.release();
    }
  };
}
