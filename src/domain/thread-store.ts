// ThreadStore: the port behind which threads are kept. Implemented by adapters/store.

import type { SortDirection, ThreadSortKey, ThreadSourceKind } from '../protocol/index.js';
import type { HistoryRecord, ThreadMeta } from './records.js';
import type { ThreadSettings } from './settings.js';

/**
 * The append-only log of one thread. `append` is synchronous: when it returns, the records survive the death
 * of this process (not of the machine); `sync` makes them survive the machine too.
 * Nothing is created on disk before the first append.
 * @throws DomainError `storage`
 */
export interface ThreadLog {
  readonly path: string;
  /** Whether there is a file. */
  readonly isBegun: boolean;
  /** Makes the file with nothing but what its head tells, unless there is one. */
  begin(): void;
  append(records: readonly HistoryRecord[]): void;
  /** Goes on in a new file without this turn and what follows; false where only a record can take them back. */
  cutBefore(turnId: string): Promise<boolean>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** A thread as it lies in the store. Times are unix milliseconds. */
export interface StoredThread {
  meta: ThreadMeta;
  path: string;
  archived: boolean;
  name: string | null;
  preview: string;
  updatedAt: number;
  /** Of the last turn context, when the store knows them. */
  model?: string | null;
  reasoningEffort?: ThreadSettings['effort'];
}

export interface ThreadQuery {
  cursor: string | null;
  limit: number | null;
  sortKey: ThreadSortKey;
  sortDirection: SortDirection;
  modelProviders: readonly string[] | null;
  sourceKinds: readonly ThreadSourceKind[] | null;
  archived: boolean;
  cwd: readonly string[] | null;
  searchTerm: string | null;
  /** Only these threads, by id, with their positions when the order is theirs; null: all. */
  members: ReadonlyMap<string, number> | null;
  /** Not these. */
  excluded?: ReadonlySet<string>;
  /** Only agents of this thread; `deep`: and those that they spawned. */
  agentsOf?: { threadId: string; deep: boolean } | null;
  /** What becomes of threads attached to another one: left out unless told; `to`: only those attached to that one. */
  attached?: 'hidden' | 'shown' | { to: string };
  /** Only threads whose log may hold this, letter case aside; some that do not may be among them. */
  mentions?: string;
  /** Ends a search of logs early: nobody wants its page any more. */
  signal?: AbortSignal;
}

export interface ThreadPage {
  threads: StoredThread[];
  nextCursor: string | null;
  backwardsCursor: string | null;
}

/** The threads of one CODEX_HOME. Shared with other processes, the real server among them. */
export interface ThreadStore {
  /** A log for a new thread; its path is decided now, the file appears at the first append. */
  create(meta: ThreadMeta): ThreadLog;
  /**
   * Opens a log for appending. Nothing is written until the first append (mtime stays).
   * @throws DomainError `rolloutNotFound` | `threadArchived` | `rolloutUnreadable` | `rolloutPathUnusable` |
   * `threadHasOtherWriter`
   */
  open(
    where: { threadId: string } | { path: string },
    /** `takesArchived`: an archived thread is opened where it lies. */
    options?: { readonly takesArchived?: boolean },
  ): Promise<{ thread: StoredThread; records: HistoryRecord[]; log: ThreadLog }>;
  /** Reads without the right to append; archived threads too. Null when unknown. */
  read(threadId: string): Promise<{ thread: StoredThread; records: HistoryRecord[] } | null>;
  /** What lies at a path. @throws DomainError `rolloutPathUnusable` */
  readAt(path: string): Promise<StoredThread>;
  /** The head only. Null when unknown. */
  find(threadId: string): Promise<StoredThread | null>;
  /** @throws DomainError `cursorInvalid` */
  list(query: ThreadQuery): Promise<ThreadPage>;
  /** @throws DomainError `rolloutNotFound` */
  archive(threadId: string): Promise<void>;
  /** @throws DomainError `archivedRolloutNotFound` | `threadHasOtherWriter` */
  unarchive(threadId: string): Promise<StoredThread>;
  /** Removes the log, archived or not. @throws DomainError `rolloutNotFound` | `threadHasOtherWriter` | `storage` */
  delete(threadId: string): Promise<void>;
  setName(threadId: string, name: string): Promise<void>;
  close(): Promise<void>;
}
