// A place for credentials. One record at a time; whoever reads and then writes does so within `exclusively`.

import type { AuthRecord } from './auth-record.js';

export interface CredentialStore {
  /** Null when there is nothing. @throws CredentialError */
  load(): Promise<AuthRecord | null>;
  /** Replaces what is there. @throws CredentialError */
  save(record: AuthRecord): Promise<void>;
  /** False when there was nothing. @throws CredentialError */
  remove(): Promise<boolean>;
  /**
   * Runs `work` while no other process does the same: between reading a refresh token and saving the next one,
   * nobody else may use it.
   * @throws CredentialError `busy`, or whatever `work` throws
   */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
}
