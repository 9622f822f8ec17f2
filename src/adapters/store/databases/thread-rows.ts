// The rows in which a real server notes its threads: where each one lies and what people called it. It goes by these, so
// whoever moves or names a thread tells them. Both pinned versions keep them in one database, the older one with fewer
// columns: what has no column is not noted.

import { readFileSync } from 'node:fs';
import type { StoredThread } from '../../../domain/ports.js';
import { fileSource } from '../session-source.js';
import { isMissing } from '../storage-error.js';
import type { Cell, HomeDatabase } from './home-database.js';

/** What a row needs to be shown by the older version; all else that is told of a new thread has a column or has none. */
const NEEDED = [
  'id',
  'rollout_path',
  'created_at',
  'updated_at',
  'source',
  'model_provider',
  'cwd',
  'title',
  'first_user_message',
  'sandbox_policy',
  'approval_mode',
];

type Values = Readonly<Record<string, Cell>>;

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

  /**
   * Notes names that were given before the real server knew the threads; one that it knows counts.
   * @throws DomainError `storage`
   */
  namedBefore(names: ReadonlyMap<string, string>): void {
    if (names.size === 0 || !this.#database.has('threads', ['id', 'name'])) return;
    const ids = JSON.stringify([...names.keys()]);
    const unnamed = 'SELECT id FROM threads WHERE name IS NULL AND id IN (SELECT value FROM json_each(?))';
    for (const { id } of this.#database.rows(unnamed, ids)) {
      const name = names.get(String(id));
      if (name !== undefined) this.named(String(id), name);
    }
  }

  /** Whether threads can be added to it. */
  get takeNew(): boolean {
    return this.#database.has('threads', NEEDED);
  }

  /**
   * Adds a thread as the real server does when it comes across one, unless it stands there. Agents and attached threads
   * are left to it: their rows are tied to others. Only where it takes new ones. @throws DomainError `storage`
   */
  add(thread: StoredThread): void {
    const { source, isAttached } = thread.meta;
    if (isAttached || (typeof source !== 'string' && 'subAgent' in source)) return;
    const row = this.#kept(newRow(thread));
    const columns = Object.keys(row);
    const places = columns.map(() => '?').join(', ');
    const insert = `INSERT OR IGNORE INTO threads (${columns.join(', ')}) VALUES (${places})`;
    this.#database.run(insert, ...Object.values(row));
  }

  /** Notes that something was said in it. @throws DomainError `storage` */
  used(threadId: string, at: number): void {
    const seconds = Math.floor(at / 1000);
    const ofUpdate = { updated_at: seconds, updated_at_ms: at };
    this.#note(threadId, { ...ofUpdate, recency_at: seconds, recency_at_ms: at });
  }

  /** @throws DomainError `storage` */
  deleted(threadId: string): void {
    if (this.#database.has('threads', ['id']))
      this.#database.run('DELETE FROM threads WHERE id = ?', threadId);
  }

  /** Of a thread that does not stand there nothing is noted. */
  #note(threadId: string, values: Values): void {
    const row = this.#kept(values);
    const changes = Object.keys(row).map((column) => `${column} = ?`);
    if (changes.length === 0) return;
    this.#database.run(
      `UPDATE threads SET ${changes.join(', ')} WHERE id = ?`,
      ...Object.values(row),
      threadId,
    );
  }

  /** What there are columns for. */
  #kept(values: Values): Values {
    const columns = this.#database.columns('threads');
    return Object.fromEntries(Object.entries(values).filter(([column]) => columns.has(column)));
  }
}

/** For what is told in passing: a database that is busy or full is no reason to lose a turn. */
export function passing<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

function mentions(path: string, threadId: string): boolean {
  try {
    return readFileSync(path).includes(threadId);
  } catch (cause) {
    return !isMissing(cause);
  }
}

function newRow({
  meta,
  path,
  archived,
  name,
  preview,
  updatedAt,
  model,
  reasoningEffort,
}: StoredThread): Values {
  const inSeconds = (ms: number): number => Math.floor(ms / 1000);
  const source = fileSource(meta.source);
  return {
    id: meta.id,
    rollout_path: path,
    created_at: inSeconds(meta.createdAt),
    created_at_ms: meta.createdAt,
    updated_at: inSeconds(updatedAt),
    updated_at_ms: updatedAt,
    recency_at: inSeconds(updatedAt),
    recency_at_ms: updatedAt,
    source: typeof source === 'string' ? source : JSON.stringify(source),
    thread_source: meta.threadSource ?? null,
    originator: meta.originator,
    model_provider: meta.modelProvider,
    model: model ?? null,
    reasoning_effort: reasoningEffort ?? null,
    cwd: meta.cwd,
    title: preview,
    first_user_message: preview,
    preview,
    name,
    // Until the real server has read more of it than its head.
    sandbox_policy: '{"type":"read-only"}',
    approval_mode: 'on-request',
    archived: archived ? 1 : 0,
    git_sha: meta.git?.sha ?? null,
    git_branch: meta.git?.branch ?? null,
    git_origin_url: meta.git?.originUrl ?? null,
    cli_version: meta.cliVersion,
    history_mode: meta.historyMode ?? 'paginated',
  };
}
