// Random texts that nobody guesses: codes, tickets, tokens.

import { randomBytes } from 'node:crypto';

/** `bytes` of randomness in base64url after the prefix. */
export function secret(prefix: string, bytes = 32): string {
  return prefix + randomBytes(bytes).toString('base64url');
}
