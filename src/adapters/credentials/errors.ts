// What can go wrong with credentials at rest. Messages never hold a secret.

import { CodedError } from '../../util/coded-error.js';

/**
 * - `unreadable`: there is something, and it is not what codex writes
 * - `storage`: the file system or the keyring refused
 * - `keyring_missing`: there is no keyring to be used on this machine
 * - `foreign`: a token for another person or workspace than was asked for
 * - `busy`: another process is at it and does not get done
 */
export type CredentialErrorCode = 'unreadable' | 'storage' | 'keyring_missing' | 'foreign' | 'busy';

export class CredentialError extends CodedError<CredentialErrorCode> {}
