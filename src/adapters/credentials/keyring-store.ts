// Credentials in the system's keyring, where the real client keeps them too. The file goes as soon as the keyring
// has them.

import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { messageOf } from '../../util/coded-error.js';
import { formatAuthRecord, parseAuthRecord } from './auth-record.js';
import type { CredentialStore } from './credential-store.js';
import { CredentialError } from './errors.js';
import type { Exclusively } from './home-lock.js';
import type { Keyring } from './keyring.js';

const SERVICE = 'Codex Auth';

export interface KeyringStoreOptions {
  readonly codexHome: string;
  /** @throws CredentialError `keyring_missing` */
  keyring(): Promise<Keyring>;
  /** The file beside it, which is removed. */
  readonly file: CredentialStore;
  readonly exclusively: Exclusively;
}

export function createKeyringStore(options: KeyringStoreOptions): CredentialStore {
  const { keyring, file, exclusively } = options;
  const account = keyringAccountOf(options.codexHome);

  const asking = async <Result>(ask: (ring: Keyring) => Promise<Result>): Promise<Result> => {
    const ring = await keyring();
    try {
      return await ask(ring);
    } catch (cause) {
      throw new CredentialError('storage', `The keyring refused: ${messageOf(cause)}`, { cause });
    }
  };

  return {
    exclusively,
    async load() {
      const text = await asking((ring) => ring.read(SERVICE, account));
      return text === null ? null : parseAuthRecord(text);
    },
    async save(record) {
      await asking((ring) => ring.write(SERVICE, account, formatAuthRecord(record, 'compact')));
      await file.remove();
    },
    async remove() {
      const wasInRing = await asking((ring) => ring.remove(SERVICE, account));
      const wasInFile = await file.remove();
      return wasInRing || wasInFile;
    },
  };
}

/** `cli|` and the first 16 hex digits of SHA-256 over the real path of the home. */
export function keyringAccountOf(codexHome: string): string {
  return `cli|${createHash('sha256').update(canonical(codexHome)).digest('hex').slice(0, 16)}`;
}

function canonical(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
