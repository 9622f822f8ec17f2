// What is under way with the credentials of an account, and ends when others take their place.

import { ModelError } from '../ports.js';

export interface Revocation {
  /** Aborted at the next change, with the error that requests under way end with. */
  signal(): AbortSignal;
  /** Somebody signed in or out. */
  revoke(): void;
}

const REVOKED = 'Fatal error: application network permission was revoked';

export function createRevocation(): Revocation {
  let current = new AbortController();
  return {
    signal: () => current.signal,
    revoke() {
      const before = current;
      // Whoever asks anew while the end is told belongs to the new credentials.
      current = new AbortController();
      before.abort(new ModelError({ kind: 'credentials', message: REVOKED, isPermanent: false }));
    },
  };
}
