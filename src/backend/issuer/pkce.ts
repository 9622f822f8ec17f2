// Proof key for code exchange (RFC 7636), S256 only: makes verifiers for devices and checks those of clients.

import { createHash } from 'node:crypto';
import { secret } from './secret.js';

export function newVerifier(): string {
  return secret('', 64);
}

export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier, 'ascii').digest('base64url');
}

/** Whether this can be an S256 challenge at all: 32 bytes in base64url. */
export function isChallenge(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}

export function isVerifierOf(challenge: string, verifier: string): boolean {
  return /^[\w.~-]{43,128}$/.test(verifier) && challengeOf(verifier) === challenge;
}
