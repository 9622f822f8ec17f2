// The system's keyring, through an optional package that is loaded when a keyring is asked for.

import { CredentialError } from './errors.js';

/** One secret per service and account. All functions reject when the keyring refuses. */
export interface Keyring {
  /** Null when there is none. */
  read(service: string, account: string): Promise<string | null>;
  write(service: string, account: string, secret: string): Promise<void>;
  /** False when there was none. */
  remove(service: string, account: string): Promise<boolean>;
}

/** The part of the package that is used. */
interface KeyringModule {
  readonly AsyncEntry: new (
    service: string,
    account: string,
  ) => {
    getPassword(): Promise<string | null | undefined>;
    setPassword(password: string): Promise<void>;
    deletePassword(): Promise<boolean>;
  };
}

/** Held in a variable so that nothing resolves it before it is wanted. */
const PACKAGE = '@napi-rs/keyring';

/** @throws CredentialError `keyring_missing` */
export async function loadKeyring(
  load: () => Promise<unknown> = () => import(PACKAGE) as Promise<unknown>,
): Promise<Keyring> {
  const { AsyncEntry } = await load().then(checked, (cause: unknown) => {
    throw missing('the optional package @napi-rs/keyring is not installed', cause);
  });
  return {
    read: async (service, account) => (await new AsyncEntry(service, account).getPassword()) ?? null,
    write: (service, account, secret) => new AsyncEntry(service, account).setPassword(secret),
    remove: (service, account) => new AsyncEntry(service, account).deletePassword(),
  };
}

function checked(loaded: unknown): KeyringModule {
  const entry = (loaded as { AsyncEntry?: unknown } | null)?.AsyncEntry; // anything may have been loaded
  if (typeof entry !== 'function')
    throw missing('the package @napi-rs/keyring has another shape than expected');
  return loaded as KeyringModule; // its one class is there
}

function missing(why: string, cause?: unknown): CredentialError {
  const message = `The system's keyring is not available: ${why}. Set cli_auth_credentials_store to "file" or "auto".`;
  return new CredentialError('keyring_missing', message, { cause });
}
