// A ThreadStore in memory that keeps exactly what was appended, and fails when told to.

import { spawnedBy } from '../../src/domain/agents/agent-source.js';
import { DomainError } from '../../src/domain/errors.js';
import type { StoredThread, ThreadLog, ThreadStore } from '../../src/domain/ports.js';
import type { HistoryRecord, ThreadMeta } from '../../src/domain/records.js';
import type { SessionSource } from '../../src/protocol/index.js';

interface MemoryThread {
  meta: ThreadMeta;
  records: HistoryRecord[];
  /** How many of the records have been made durable. */
  synced: number;
  archived: boolean;
  name: string | null;
  isOpen: boolean;
}

export interface MemoryStore extends ThreadStore {
  readonly threads: Map<string, MemoryThread>;
  /** When set, every append from now on fails with this message. */
  appendFailure: string | null;
  syncFailure: string | null;
}

export function memoryStore(): MemoryStore {
  const threads = new Map<string, MemoryThread>();
  const store: MemoryStore = {
    threads,
    appendFailure: null,
    syncFailure: null,
    create(meta) {
      return logOf({ meta, records: [], synced: 0, archived: false, name: null, isOpen: true });
    },
    async open(where, { takesArchived = false } = {}) {
      const thread =
        'threadId' in where
          ? threads.get(where.threadId)
          : [...threads.values()].find(({ meta }) => pathOf(meta) === where.path);
      const threadId = 'threadId' in where ? where.threadId : where.path;
      if (thread === undefined) throw new DomainError({ code: 'rolloutNotFound', threadId });
      if (thread.archived && !takesArchived) throw new DomainError({ code: 'threadArchived', threadId });
      if (thread.isOpen) throw new DomainError({ code: 'threadHasOtherWriter', threadId });
      thread.isOpen = true;
      return { thread: stored(thread), records: copy(thread.records), log: logOf(thread) };
    },
    async read(threadId) {
      const thread = threads.get(threadId);
      return thread === undefined ? null : { thread: stored(thread), records: copy(thread.records) };
    },
    async readAt(path) {
      const thread = [...threads.values()].find(({ meta }) => pathOf(meta) === path);
      if (thread !== undefined) return stored(thread);
      const cause = 'No such file or directory (os error 2)';
      throw new DomainError({ code: 'rolloutPathUnusable', path, file: path, problem: 'missing', cause });
    },
    async find(threadId) {
      const thread = threads.get(threadId);
      return thread === undefined ? null : stored(thread);
    },
    async list(query) {
      const isBelow = (source: SessionSource, topId: string): boolean => {
        const parentId = spawnedBy(source)?.parentThreadId;
        const parent = parentId === undefined ? undefined : threads.get(parentId);
        return parentId === topId || (parent !== undefined && isBelow(parent.meta.source, topId));
      };
      const { agentsOf } = query;
      const wanted = [...threads.values()].filter(
        ({ archived, meta }) =>
          archived === query.archived && (!agentsOf || isBelow(meta.source, agentsOf.threadId)),
      );
      return { threads: wanted.map(stored).reverse(), nextCursor: null, backwardsCursor: null };
    },
    async archive(threadId) {
      const thread = threads.get(threadId);
      if (thread === undefined || thread.archived)
        throw new DomainError({ code: 'rolloutNotFound', threadId });
      thread.archived = true;
    },
    async unarchive(threadId) {
      const thread = threads.get(threadId);
      if (!thread?.archived) throw new DomainError({ code: 'archivedRolloutNotFound', threadId });
      thread.archived = false;
      return stored(thread);
    },
    async delete(threadId) {
      if (!threads.delete(threadId)) throw new DomainError({ code: 'rolloutNotFound', threadId });
    },
    async setName(threadId, name) {
      const thread = threads.get(threadId);
      if (thread !== undefined) thread.name = name;
    },
    async close() {},
  };

  function logOf(thread: MemoryThread): ThreadLog {
    return {
      path: pathOf(thread.meta),
      get isBegun() {
        return threads.has(thread.meta.id);
      },
      begin() {
        threads.set(thread.meta.id, thread);
      },
      append(records) {
        if (store.appendFailure !== null) {
          throw new DomainError({ code: 'storage', message: store.appendFailure });
        }
        threads.set(thread.meta.id, thread);
        thread.records.push(...copy(records));
      },
      async cutBefore() {
        return false;
      },
      async sync() {
        if (store.syncFailure !== null)
          throw new DomainError({ code: 'storage', message: store.syncFailure });
        thread.synced = thread.records.length;
      },
      async close() {
        thread.isOpen = false;
      },
    };
  }

  return store;
}

function pathOf(meta: ThreadMeta): string {
  return `/store/${meta.id}.jsonl`;
}

function stored({ meta, records, archived, name }: MemoryThread): StoredThread {
  const first = records.flatMap((record) =>
    record.type === 'itemCompleted' && record.item.type === 'userMessage' ? [record.item] : [],
  )[0];
  const text = first?.content[0];
  return {
    meta,
    path: pathOf(meta),
    archived,
    name,
    preview: text?.type === 'text' ? text.text : '',
    updatedAt: meta.createdAt,
  };
}

/** What a file would keep: no object of the caller. */
function copy(records: readonly HistoryRecord[]): HistoryRecord[] {
  return structuredClone([...records]);
}
