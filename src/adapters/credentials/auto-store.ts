// The keyring where it works, the file where it does not.

import { messageOf } from '../../util/coded-error.js';
import type { CredentialStore } from './credential-store.js';

export interface AutoStoreOptions {
  readonly keyring: CredentialStore;
  readonly file: CredentialStore;
  /** Told why the file is used. */
  onWarning(message: string): void;
}

export function createAutoStore({ keyring, file, onWarning }: AutoStoreOptions): CredentialStore {
  return {
    exclusively: (work) => keyring.exclusively(work),
    async load() {
      const inKeyring = await keyring.load().catch((thrown: unknown) => {
        onWarning(messageOf(thrown));
        return null;
      });
      return inKeyring ?? file.load();
    },
    async save(record) {
      try {
        await keyring.save(record);
      } catch (thrown) {
        onWarning(messageOf(thrown));
        await file.save(record);
      }
    },
    async remove() {
      try {
        return await keyring.remove();
      } catch (thrown) {
        // Signing out must not fail for want of a keyring.
        onWarning(messageOf(thrown));
        return file.remove();
      }
    },
  };
}
