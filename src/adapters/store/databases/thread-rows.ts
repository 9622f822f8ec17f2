// The rows in which a real server notes its threads: where each one lies and what people called it. It goes by these, so
// whoever moves or names a thread tells them. Both pinned versions keep them in one database, the older one with fewer
// columns: what has no column is not noted.

import { readFileSync } from 'node:fs';
import { isMissing } from '../storage-error.js';
import type { Cell, HomeDatabase } from './home-database.js';

export class ThreadRows {
  readonly #database: HomeDatabase;

  constructor(database: HomeDatabase) {
    this.#database = database;
  }

  /** Whether the thread may stand in it though nothing opens it here. */
  mayHide(threadId: string): boolean {
    const { path, exists } = this.#database;
    if (!exists || this.#database.has('threads', ['id'])) return false;
    return [path, `${path}-wal`].some((file) => mentions(file, threadId));
  }

  /** Notes where the thread lies from now on. @throws DomainError `storage` */
  moved(threadId: string, { path, archivedAt }: { path: string; archivedAt: number | null }): void {
    this.#note(threadId, {
      rollout_path: path,
      archived: archivedAt === null ? 0 : 1,
      archived_at: archivedAt === null ? null : Math.floor(archivedAt / 1000),
    });
  }

  /** Notes what the thread is called. @throws DomainError `storage` */
  named(threadId: string, name: string): void {
    this.#note(threadId, { name });
  }

  /** Of a thread that does not stand there nothing is noted. */
  #note(threadId: string, values: Readonly<Record<string, Cell>>): void {
    const columns = Object.keys(values);
    if (!this.#database.has('threads', ['id', ...columns])) return;
    const changes = columns.map((column) => `${column} = ?`).join(', ');
    this.#database.run(`UPDATE threads SET ${changes} WHERE id = ?`, ...Object.values(values), threadId);
  }
}

function mentions(path: string, threadId: string): boolean {
  try {
    return readFileSync(path).includes(threadId);
  } catch (cause) {
    return !isMissing(cause);
  }
}
