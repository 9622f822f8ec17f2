// The database in which a real server of the home notes which file a thread lies in, and what people called it. It goes
// by these notes, so whoever moves a file tells them. Through an optional package, which is loaded only where there is
// such a database.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { namesIn } from './rollout-paths.js';
import { storageError } from './storage-error.js';

/** The database and what has been written to it but not yet moved into it. */
const FILES = /^state_\d+\.sqlite(?:-wal)?$/;
/** Held in a variable so that nothing resolves it before it is wanted. */
const PACKAGE: string = 'libsql';
/** How long another process may keep it to itself, in milliseconds. */
const PATIENCE_MS = 5_000;

/** The part of the package that is used. */
interface Connection {
  exec(sql: string): unknown;
  prepare(sql: string): { run(...values: unknown[]): unknown };
  close(): void;
}
type Open = (path: string) => Connection;

export class StateDatabase {
  readonly #codexHome: string;
  readonly #patienceMs: number;
  #open: Promise<Open | null> | null = null;

  constructor(codexHome: string, { patienceMs = PATIENCE_MS }: { readonly patienceMs?: number } = {}) {
    this.#codexHome = codexHome;
    this.#patienceMs = patienceMs;
  }

  /** Whether the thread may be noted. It is not read as a database: the id may stand there for another reason. */
  mentions(threadId: string): boolean {
    return this.#files().some((name) => mentions(join(this.#codexHome, name), threadId));
  }

  /** Notes where the thread lies from now on. @throws DomainError `storage` */
  moved(threadId: string, { path, archivedAt }: { path: string; archivedAt: number | null }): Promise<void> {
    const seconds = archivedAt === null ? null : Math.floor(archivedAt / 1000);
    const isArchived = archivedAt === null ? 0 : 1;
    const values = [path, isArchived, seconds, threadId];
    return this.#note(threadId, 'rollout_path = ?, archived = ?, archived_at = ? WHERE id = ?', values);
  }

  /** Notes what the thread is called. @throws DomainError `storage` */
  named(threadId: string, name: string): Promise<void> {
    return this.#note(threadId, 'name = ? WHERE id = ?', [name, threadId]);
  }

  /** Nothing is noted where nothing opens it: ours goes on, and the real server looks where the thread was. */
  async #note(threadId: string, change: string, values: readonly unknown[]): Promise<void> {
    const newest = this.#files().findLast((name) => name.endsWith('.sqlite'));
    if (newest === undefined || !this.mentions(threadId)) return;
    this.#open ??= loadOpen();
    const open = await this.#open;
    try {
      const database = open?.(join(this.#codexHome, newest));
      try {
        database?.exec(`PRAGMA busy_timeout = ${this.#patienceMs}`);
        database?.prepare(`UPDATE threads SET ${change}`).run(...values);
      } finally {
        database?.close();
      }
    } catch (cause) {
      throw storageError(`cannot note thread ${threadId} in the state database of ${this.#codexHome}`, cause);
    }
  }

  #files(): string[] {
    return namesIn(this.#codexHome)
      .filter((name) => FILES.test(name))
      .sort();
  }
}

async function loadOpen(): Promise<Open | null> {
  try {
    const loaded: unknown = await import(PACKAGE);
    const { default: Database } = loaded as { default: new (path: string) => Connection }; // what the package exports
    return (path) => new Database(path);
  } catch {
    return null;
  }
}

function mentions(path: string, threadId: string): boolean {
  try {
    return readFileSync(path).includes(threadId);
  } catch {
    return true;
  }
}
