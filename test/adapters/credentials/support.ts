// Homes, records and issuers for the tests of this folder.

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuthRecord } from '../../../src/adapters/credentials/auth-record.js';
import { parseAuthRecord } from '../../../src/adapters/credentials/auth-record.js';
import type { CredentialStore } from '../../../src/adapters/credentials/credential-store.js';
import { AUTH, jwt } from '../../oauth/support.js';

/** 2026-11-20 10:00:00 UTC. */
export const NOON = Date.UTC(2026, 10, 20, 10, 0, 0);

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export { DAY, MINUTE };

/** A folder of its own, removed when `using` ends. */
export function temporaryHome(): { path: string; [Symbol.dispose](): void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'astc-credentials-')));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export function idToken(accountId = 'acct-1', claims: object = {}): string {
  return jwt({
    email: 'a@example.com',
    [AUTH]: {
      chatgpt_plan_type: 'plus',
      chatgpt_user_id: 'user-1',
      chatgpt_account_id: accountId,
      ...claims,
    },
  });
}

/** An access token that ends so long after noon. */
export function accessToken(lastsMs: number, mark = 0): string {
  return jwt({ exp: (NOON + lastsMs) / 1000, mark });
}

export interface FileChanges {
  readonly top?: object;
  readonly tokens?: object;
}

/** The text of an auth.json of somebody who signed in at noon. */
export function authJson({ top, tokens }: FileChanges = {}): string {
  return JSON.stringify({
    auth_mode: 'chatgpt',
    OPENAI_API_KEY: null,
    tokens: {
      id_token: idToken(),
      access_token: accessToken(60 * MINUTE),
      refresh_token: 'rt-0',
      account_id: 'acct-1',
      ...tokens,
    },
    last_refresh: new Date(NOON).toISOString(),
    ...top,
  });
}

export const recordOf = (changes: FileChanges = {}): AuthRecord => parseAuthRecord(authJson(changes));

export interface HeldStore extends CredentialStore {
  /** What is in it; a test may change it behind everybody's back. */
  held: AuthRecord | null;
  /** Thrown by the next `save` or `load`. */
  fails: { save?: Error; load?: Error };
  readonly saved: AuthRecord[];
}

/** A store that a test can look into. */
export function heldStore(held: AuthRecord | null): HeldStore {
  const fail = (thrown: Error | undefined): void => {
    if (thrown !== undefined) throw thrown;
  };
  const store: HeldStore = {
    held,
    fails: {},
    saved: [],
    async load() {
      fail(store.fails.load);
      return store.held;
    },
    async save(record) {
      fail(store.fails.save);
      store.held = record;
      store.saved.push(record);
    },
    async remove() {
      const was = store.held !== null;
      store.held = null;
      return was;
    },
    exclusively: (work) => work(),
  };
  return store;
}
