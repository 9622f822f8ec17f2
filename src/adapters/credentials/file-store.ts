// Credentials in `$CODEX_HOME/auth.json`, readable by their owner alone, replaced as a whole.

import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../util/clock.js';
import { messageOf } from '../../util/coded-error.js';
import { textAt } from '../../util/peek.js';
import { lockFile } from '../files/file-lock.js';
import { replaceFile } from '../files/replace-file.js';
import { formatAuthRecord, parseAuthRecord } from './auth-record.js';
import type { CredentialStore } from './credential-store.js';
import { CredentialError } from './errors.js';
import type { Exclusively } from './home-lock.js';

export interface FileStoreOptions {
  readonly codexHome: string;
  readonly clock: Clock;
  readonly exclusively: Exclusively;
}

/** Writers of the real client give up this lock as soon as the file is replaced. */
const WRITER_PATIENCE_MS = 10_000;

export function createFileStore({ codexHome, clock, exclusively }: FileStoreOptions): CredentialStore {
  const path = join(codexHome, 'auth.json');

  /** The real client's lock around every change of the file. */
  const changing = async <Result>(change: () => Promise<Result>): Promise<Result> => {
    try {
      const lock = await lockFile(`${path}.lock`, { clock, patienceMs: WRITER_PATIENCE_MS });
      try {
        return await change();
      } finally {
        lock.release();
      }
    } catch (cause) {
      throw new CredentialError('storage', messageOf(cause), { cause });
    }
  };

  return {
    exclusively,
    async load() {
      const text = await readFile(path, 'utf8').catch((cause: unknown) => {
        if (textAt(cause, 'code') === 'ENOENT') return null;
        throw new CredentialError('storage', messageOf(cause), { cause });
      });
      return text === null ? null : parseAuthRecord(text);
    },
    save: (record) => changing(() => replaceFile(path, formatAuthRecord(record, 'pretty'), 0o600)),
    async remove() {
      // Where there is nothing to remove, no lock file is left behind.
      if (!existsSync(path)) return false;
      return changing(async () => {
        const wasThere = existsSync(path);
        await rm(path, { force: true });
        return wasThere;
      });
    },
  };
}
