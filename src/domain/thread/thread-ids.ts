// Ids of threads, as callers and the names of logs give them.

import { isUuid } from '../../util/ids.js';
import { DomainError } from '../errors.js';

/** The id that the name of a log ends with. */
export function idInPath(path: string): string | null {
  return /([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\.jsonl(\.zst)?$/.exec(path)?.[1] ?? null;
}

/** @throws DomainError `threadIdMalformed` */
export function assertId(threadId: string): void {
  if (!isUuid(threadId)) throw new DomainError({ code: 'threadIdMalformed', threadId });
}
