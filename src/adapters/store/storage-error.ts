// Failures of the file system in the domain's words.

import { DomainError } from '../../domain/errors.js';
import { textAt } from '../../util/peek.js';

/** What was tried, and why it failed, as an error of the domain. */
export function storageError(what: string, cause: unknown): DomainError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DomainError({ code: 'storage', message: `${what}: ${reason}` }, { cause });
}

export function isMissing(cause: unknown): boolean {
  return textAt(cause, 'code') === 'ENOENT';
}
