// Proof key for code exchange (RFC 7636, S256), and the state that ties a callback to its login.

import { createHash, randomBytes } from 'node:crypto';

export interface Pkce {
  /** 86 characters. */
  readonly verifier: string;
  readonly challenge: string;
}

export function createPkce(): Pkce {
  const verifier = randomBytes(64).toString('base64url');
  return { verifier, challenge: challengeOf(verifier) };
}

/** base64url(SHA-256(ASCII verifier)), without padding. */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier, 'ascii').digest('base64url');
}

/** 43 characters nobody can guess. */
export function createState(): string {
  return randomBytes(32).toString('base64url');
}
