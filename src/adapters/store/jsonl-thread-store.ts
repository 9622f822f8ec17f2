// ThreadStore over the rollout files of one CODEX_HOME, shared with any number of other processes, the real
// servers of both versions among them. Does nothing until first used.

import { mkdirSync, renameSync, statSync, unlinkSync, utimesSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DomainError } from '../../domain/errors.js';
import type { StoredThread, ThreadLog, ThreadStore } from '../../domain/ports.js';
import type { HistoryRecord, ThreadMeta } from '../../domain/records.js';
import type { Clock } from '../../util/clock.js';
import { decompressInPlace, isCompressed, plainPath } from './compressed-rollout.js';
import { HomeDatabase, STATE_DATABASE } from './databases/home-database.js';
import { passing, ThreadRows } from './databases/thread-rows.js';
import type { IndexedThread } from './indexed-thread.js';
import { JsonlThreadLog } from './jsonl-thread-log.js';
import { locatedAt } from './named-rollout.js';
import { OWN_FOLDER } from './own-folder.js';
import type { DialectName, RolloutDialect } from './rollout-dialect.js';
import { createRolloutEncoder, dialectNamed, dialectOfNew } from './rollout-encoder.js';
import { previewOf, type RolloutFile, type RolloutTail } from './rollout-file.js';
import {
  findRollout,
  findSegment,
  readRolloutName,
  rolloutFolders,
  rolloutsOf,
  segmentOf,
} from './rollout-paths.js';
import { writeRevision } from './rollout-revision.js';
import { storageError } from './storage-error.js';
import { readNamedFile, readThreadFile } from './thread-file.js';
import { ThreadIndex } from './thread-index.js';
import { listThreads } from './thread-list.js';
import { createWriterLocks, type WriterLock } from './writer-locks.js';

export interface JsonlThreadStoreOptions {
  /** Absolute. Need not exist yet. */
  codexHome: string;
  /** Where a real server keeps its databases. Default: in the home. */
  databaseHome?: string;
  /** What new files are written in, and whose list rules hold. Files that exist keep their own dialect. */
  dialect: DialectName;
  clock: Clock;
  /** One writer per thread across processes; 0.169.0 has it, 0.118.0 does not. Default: as the dialect. */
  exclusiveWriters?: boolean;
}

export function createJsonlThreadStore(options: JsonlThreadStoreOptions): ThreadStore {
  return new JsonlThreadStore(options);
}

interface Located {
  path: string;
  archived: boolean;
}

class JsonlThreadStore implements ThreadStore {
  readonly #options: JsonlThreadStoreOptions;
  readonly #folders;
  readonly #index: ThreadIndex;
  readonly #rows: ThreadRows;
  readonly #locks;
  /** Names of before have been told to a real server's database. */
  #isNamed = false;
  /** With the threads they are of. */
  readonly #logs = new Map<ThreadLog, string>();
  readonly #held = new Set<string>();

  constructor(options: JsonlThreadStoreOptions) {
    const { codexHome, databaseHome = codexHome, clock } = options;
    const ownFolder = join(codexHome, OWN_FOLDER);
    this.#options = options;
    this.#folders = rolloutFolders(codexHome);
    this.#rows = new ThreadRows(new HomeDatabase(databaseHome, STATE_DATABASE));
    this.#index = new ThreadIndex({ codexHome, folders: this.#folders, ownFolder, clock });
    this.#locks =
      (options.exclusiveWriters ?? options.dialect !== '0.118.0')
        ? createWriterLocks(codexHome, ownFolder)
        : null;
  }

  create(meta: ThreadMeta): ThreadLog {
    const path = this.#folders.pathOf(meta.createdAt, meta.id);
    return this.#log({
      path,
      meta,
      dialect: dialectOfNew(this.#options.dialect, meta),
      tail: null,
      lock: null,
    });
  }

  async open(
    where: { threadId: string } | { path: string },
    { takesArchived = false }: { readonly takesArchived?: boolean } = {},
  ): Promise<{ thread: StoredThread; records: HistoryRecord[]; log: ThreadLog }> {
    const located =
      'path' in where ? locatedAt(this.#folders, where.path) : await this.#locate(where.threadId);
    const threadId = 'threadId' in where ? where.threadId : idInName(where.path);
    if (!located) throw new DomainError({ code: 'rolloutNotFound', threadId });
    if (located.archived && !takesArchived) throw new DomainError({ code: 'threadArchived', threadId });
    // Who the writer of a path is stands in the file, so a path is read once more under its lock.
    const id = 'threadId' in where ? where.threadId : (await this.#fileAt(located.path)).meta.id;
    const lock = await this.#lock(id);
    try {
      const path = this.#plain(located.path);
      const file = await this.#file(path, id);
      const log = this.#log({ ...file, dialect: dialectNamed(file.dialect), path, lock });
      return { thread: this.#storedFile(file, { ...located, path }), records: file.records, log };
    } catch (cause) {
      await lock?.release();
      throw cause;
    }
  }

  async read(threadId: string): Promise<{ thread: StoredThread; records: HistoryRecord[] } | null> {
    const located = await this.#locate(threadId);
    if (!located) return null;
    const file = await this.#file(located.path, threadId);
    return { thread: this.#storedFile(file, located), records: file.records };
  }

  async readAt(path: string): Promise<StoredThread> {
    const located = locatedAt(this.#folders, path);
    return this.#storedFile(await this.#fileAt(located.path), located);
  }

  async find(threadId: string): Promise<StoredThread | null> {
    const located = await this.#locate(threadId);
    if (!located) return null;
    const thread = this.#index.see(located.path);
    return thread?.head ? this.#stored(thread, this.#index.nameOf(thread.head.meta.id)) : null;
  }

  async list(query: Parameters<ThreadStore['list']>[0]): ReturnType<ThreadStore['list']> {
    const page = await listThreads(query, {
      index: this.#index,
      dialect: this.#options.dialect,
      stored: (thread) => this.#stored(thread, this.#index.name(thread)),
    });
    if (!this.#isNamed) passing(() => this.#rows.namedBefore(this.#index.names.all));
    this.#isNamed = true;
    return page;
  }

  async archive(threadId: string): Promise<void> {
    const located = await this.#locate(threadId);
    if (!located || located.archived) throw new DomainError({ code: 'rolloutNotFound', threadId });
    const archivedAt = this.#options.clock.now();
    await this.#move(threadId, located.path, { folderOf: () => this.#folders.archived, archivedAt });
  }

  async unarchive(threadId: string): Promise<StoredThread> {
    const located = await this.#locate(threadId);
    if (!located?.archived) {
      const isWritten = this.#locks !== null && [...this.#logs.values()].includes(threadId);
      throw new DomainError({
        code: isWritten ? 'threadHasOtherWriter' : 'archivedRolloutNotFound',
        threadId,
      });
    }
    const name = basename(located.path);
    const path = join(this.#folders.dayOf(name), name);
    await this.#move(threadId, located.path, { folderOf: this.#folders.dayOf, archivedAt: null });
    const now = new Date(this.#options.clock.now());
    utimesSync(path, now, now);
    this.#index.see(path);
    return this.#storedFile(await this.#file(path, threadId), { path, archived: false });
  }

  async delete(threadId: string): Promise<void> {
    const located = await this.#locate(threadId);
    if (!located) throw new DomainError({ code: 'rolloutNotFound', threadId });
    await this.#index.refresh();
    if (this.#index.forksOf(threadId).length > 0) {
      throw new DomainError({ code: 'threadIsForked', threadId });
    }
    const lock = this.#held.has(threadId) ? null : await this.#lock(threadId);
    const files = this.#filesOf(threadId, located.path);
    try {
      for (const path of files.toReversed()) unlinkSync(path);
    } catch (cause) {
      throw storageError(`cannot delete ${located.path}`, cause);
    } finally {
      await lock?.release();
    }
    for (const path of files) this.#index.see(path);
    this.#rows.deleted(threadId);
  }

  async setName(threadId: string, name: string): Promise<void> {
    this.#index.names.set(threadId, name, this.#options.clock.now());
    const located = await this.#locate(threadId);
    if (located) this.#note(located.path);
    this.#rows.named(threadId, name);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#logs.keys()].map((log) => log.close()));
    await this.#index.close();
  }

  #log(file: {
    path: string;
    meta: ThreadMeta;
    dialect: RolloutDialect;
    tail: RolloutTail | null;
    lock: WriterLock | null;
  }): ThreadLog {
    const { path, meta, tail } = file;
    let lock: Promise<WriterLock | null> | null = tail === null ? null : Promise.resolve(file.lock);
    let isNoted = tail !== null;
    let isUsed = false;
    const encoder = createRolloutEncoder({
      dialect: file.dialect,
      meta,
      nextOrdinal: tail?.nextOrdinal ?? 0,
      now: () => this.#options.clock.now(),
    });
    const log = new JsonlThreadLog({
      path,
      encoder,
      tail,
      revise: (from, turnId) => this.#revise(from, meta.id, turnId),
      onAppend: () => {
        this.#index.touched(log.path);
        isUsed = true;
        if (!isNoted) isNoted = passing(() => this.#note(log.path)) ?? true;
        // Nobody could know a new thread before its file was there, so its log need not wait for a lock.
        lock ??= this.#lock(meta.id).catch(() => null);
      },
      onClose: async () => {
        this.#logs.delete(log);
        if (isUsed) passing(() => this.#rows.used(meta.id, this.#options.clock.now()));
        await (await lock)?.release();
      },
    });
    this.#logs.set(log, meta.id);
    return log;
  }

  /** Null where a real server would not follow: it goes on in the file its database names. */
  #revise(path: string, threadId: string, turnId: string): { path: string; tail: RolloutTail } | null {
    const { clock } = this.#options;
    if (this.#rows.mayHide(threadId)) return null;
    const nameOf = (revision: string): string => this.#folders.pathOf(clock.now(), threadId, revision);
    const revision = writeRevision(path, { turnId, nameOf });
    if (revision === null) return null;
    try {
      this.#rows.moved(threadId, { path: revision.path, archivedAt: null });
    } catch (cause) {
      unlinkSync(revision.path);
      throw cause;
    }
    this.#index.see(revision.path);
    return revision;
  }

  /** Null where writers are not exclusive. @throws DomainError `threadHasOtherWriter` */
  async #lock(threadId: string): Promise<WriterLock | null> {
    if (!this.#locks) return null;
    const lock = await this.#locks.acquire(threadId).catch((cause: unknown) => {
      throw storageError(`cannot lock thread ${threadId}`, cause);
    });
    if (!lock) throw new DomainError({ code: 'threadHasOtherWriter', threadId });
    this.#held.add(threadId);
    return {
      release: async () => {
        this.#held.delete(threadId);
        await lock.release();
      },
    };
  }

  async #locate(threadId: string): Promise<Located | null> {
    const found = await this.#look(threadId);
    if (found) return found;
    // A file may hold another id than its name; only the index knows.
    await this.#index.refresh();
    return this.#index.find(threadId);
  }

  async #look(threadId: string): Promise<Located | null> {
    if (!this.#index.isBuilt) return findRollout(this.#folders, threadId);
    await this.#index.refresh();
    const known = this.#index.find(threadId);
    return (known && this.#index.look(known)) ?? findRollout(this.#folders, threadId);
  }

  /** All files of a thread, the newest last. @param path its newest */
  #filesOf(threadId: string, path: string): readonly string[] {
    const files = this.#index.isBuilt ? this.#index.filesOf(threadId) : rolloutsOf(this.#folders, threadId);
    return files.length > 0 ? files : [path];
  }

  /** The path of a file that can be written to. */
  #plain(path: string): string {
    if (!isCompressed(path)) return path;
    try {
      return decompressInPlace(path);
    } catch (cause) {
      throw storageError(`cannot decompress ${path}`, cause);
    } finally {
      this.#index.see(path);
    }
  }

  #file(path: string, threadId: string): Promise<RolloutFile> {
    return readThreadFile(path, threadId, this.#segment);
  }

  #fileAt(path: string): Promise<RolloutFile> {
    return readNamedFile(path, this.#segment);
  }

  readonly #segment = (segment: string): string | null =>
    this.#index.segment(segment)?.path ?? findSegment(this.#folders, segment);

  /** Tells a real server's database of a thread that it may not have come across. False: it has not begun yet. */
  #note(path: string): boolean {
    if (!this.#rows.takeNew) return true;
    const thread = this.#index.see(path);
    if (thread?.head?.preview == null) return false;
    this.#rows.add(this.#stored(thread, this.#index.nameOf(thread.head.meta.id)));
    return true;
  }

  /** Moves all files of a thread. `folderOf`: where a file of this name goes. */
  async #move(
    threadId: string,
    path: string,
    { folderOf, archivedAt }: { folderOf: (name: string) => string; archivedAt: number | null },
  ): Promise<void> {
    const lock = this.#held.has(threadId) ? null : await this.#lock(threadId);
    this.#note(path);
    const moves = this.#filesOf(threadId, path).map((from) => {
      const name = basename(from);
      return { from, to: join(folderOf(name), name) };
    });
    try {
      for (const { from, to } of moves) {
        mkdirSync(dirname(to), { recursive: true });
        renameSync(from, to);
      }
    } catch (cause) {
      throw storageError(`cannot move ${path}`, cause);
    } finally {
      await lock?.release();
    }
    for (const { from, to } of moves) {
      this.#index.see(from);
      this.#index.see(to);
    }
    const newest = moves.at(-1);
    if (newest) this.#rows.moved(threadId, { path: newest.to, archivedAt });
  }

  /** Of a thread that goes on in a revision: what was said first may have been taken back. */
  #firstPreview(threadId: string, path: string): string | null {
    if (segmentOf(path) === threadId) return null;
    for (const file of this.#filesOf(threadId, path)) this.#index.see(file);
    const thread = this.#index.see(path);
    return thread && this.#index.preview(thread);
  }

  #stored(thread: IndexedThread, name: string | null): StoredThread {
    const { head } = thread;
    if (!head) throw new DomainError({ code: 'storage', message: `${thread.path} has no head` });
    return {
      meta: head.meta,
      path: plainPath(thread.path),
      archived: thread.archived,
      name,
      preview: this.#index.preview(thread) ?? '',
      updatedAt: Math.floor(thread.mtime),
      model: head.model,
      reasoningEffort: head.effort,
    };
  }

  #storedFile(file: RolloutFile, { path, archived }: Located): StoredThread {
    const context = file.records.findLast(
      (record) => record.type === 'turnContext' || record.type === 'settingsApplied',
    );
    return {
      meta: file.meta,
      path: plainPath(path),
      archived,
      name: this.#index.nameOf(file.meta.id),
      preview: this.#firstPreview(file.meta.id, path) ?? previewOf(file),
      updatedAt: Math.floor(statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? file.meta.createdAt),
      model: context?.settings.model ?? null,
      reasoningEffort: context?.settings.effort ?? null,
    };
  }
}

function idInName(path: string): string {
  return readRolloutName(basename(path))?.threadId ?? '';
}
