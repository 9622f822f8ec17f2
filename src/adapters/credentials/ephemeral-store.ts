// Credentials that live as long as their server does, and never touch a disk.

import type { AuthRecord } from './auth-record.js';
import type { CredentialStore } from './credential-store.js';

export function createEphemeralStore(): CredentialStore {
  let held: AuthRecord | null = null;
  return {
    load: () => Promise.resolve(held),
    save(record) {
      held = record;
      return Promise.resolve();
    },
    remove() {
      const was = held !== null;
      held = null;
      return Promise.resolve(was);
    },
    exclusively: (work) => work(),
  };
}
