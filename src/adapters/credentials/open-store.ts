// The store that a configuration asks for.

import type { Clock } from '../../util/clock.js';
import { createAutoStore } from './auto-store.js';
import type { CredentialStore } from './credential-store.js';
import { createEphemeralStore } from './ephemeral-store.js';
import { createFileStore } from './file-store.js';
import { exclusivelyIn } from './home-lock.js';
import { type Keyring, loadKeyring } from './keyring.js';
import { createKeyringStore } from './keyring-store.js';

export type StoreMode = 'file' | 'keyring' | 'auto' | 'ephemeral';

export interface StoreOptions {
  readonly mode: StoreMode;
  /** Absolute. */
  readonly codexHome: string;
  readonly clock: Clock;
  onWarning(message: string): void;
  /** The system's by default. @throws CredentialError `keyring_missing` */
  keyring?(): Promise<Keyring>;
}

export function openStore(options: StoreOptions): CredentialStore {
  const { mode, codexHome, clock, onWarning } = options;
  if (mode === 'ephemeral') return createEphemeralStore();
  const exclusively = exclusivelyIn(codexHome, clock);
  const file = createFileStore({ codexHome, clock, exclusively });
  if (mode === 'file') return file;
  let loaded: Promise<Keyring> | undefined;
  const keyring = createKeyringStore({
    codexHome,
    keyring: () => (loaded ??= (options.keyring ?? loadKeyring)()),
    file,
    exclusively,
  });
  return mode === 'keyring' ? keyring : createAutoStore({ keyring, file, onWarning });
}
