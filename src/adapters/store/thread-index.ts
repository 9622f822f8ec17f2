// The threads of one CODEX_HOME in memory. Built at first use from the heads of the files, then kept true by
// watching folder times: other processes add, append to, move and delete files at any moment.

import { type Stats, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import type { Clock } from '../../util/clock.js';
import { slices } from '../../util/slices.js';
import { identityOf, stampOf } from './file-stamps.js';
import { completed, difference } from './head-difference.js';
import { compareIds, creationOf, type IndexedThread, idOf } from './indexed-thread.js';
import { DEEPEST_FORK } from './rollout-file.js';
import { type RolloutHead, readRolloutHead } from './rollout-head.js';
import {
  byRevision,
  dayFolders,
  isArchivedPath,
  isRolloutName,
  namesIn,
  type RolloutFolders,
  readRolloutName,
  segmentOf,
} from './rollout-paths.js';
import { ThreadFiles } from './thread-files.js';
import { type CachedFolder, ThreadIndexCache } from './thread-index-cache.js';
import { ThreadNames } from './thread-names.js';

export interface ThreadIndexOptions {
  codexHome: string;
  folders: RolloutFolders;
  /** Where the cache lies. */
  ownFolder: string;
  clock: Clock;
}

/** Folders looked at on every refresh; older ones are looked at once in OLD_FOLDERS_MS. */
const YOUNG_FOLDERS = 64;
const OLD_FOLDERS_MS = 2000;
/** How old the times of files may be when the order depends on them. */
const FILE_TIMES_MS = 1000;
/** Folder times are coarse: a folder changed this recently may change again without a trace. */
const UNSETTLED_MS = 100;
/** Changes since the last save that make a new save worth while. */
const SAVE_AFTER_CHANGES = 200;
const SAVE_DELAY_MS = 100;

export class ThreadIndex {
  readonly names: ThreadNames;
  readonly #options: ThreadIndexOptions;
  readonly #cache: ThreadIndexCache;
  /** What all paths begin with. */
  readonly #root: string;
  readonly #threads = new Map<string, IndexedThread>();
  readonly #files = new ThreadFiles();
  /** Files that no list shows yet, and files our own logs have written to. */
  readonly #unsettled = new Set<string>();
  /** What each folder looked like when its names were taken; null: look again. */
  readonly #folders = new Map<string, { stamp: string | null; names: Set<string> }>();
  #cached: Map<string, CachedFolder> | null = null;
  /** The head read last: the next one will have much in common with it. */
  #lastHead: RolloutHead | null = null;
  #order: IndexedThread[] | null = null;
  #isBuilt = false;
  /** Counts changes of what is in the order, and of the times of files. */
  #version = 0;
  #oldFoldersAt = Number.NEGATIVE_INFINITY;
  #fileTimesAt = Number.NEGATIVE_INFINITY;
  /** Heads read and folders looked through since the last save. */
  #changes = 0;
  #refreshing: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(options: ThreadIndexOptions) {
    this.#options = options;
    this.#root = join(options.codexHome, sep);
    this.#cache = new ThreadIndexCache(options.ownFolder);
    this.names = new ThreadNames(options.codexHome);
  }

  /** Whether it has seen all folders once, so that another refresh is quick. */
  get isBuilt(): boolean {
    return this.#isBuilt;
  }

  /** Brings the index up to date: everything that was true at the call is in it at the end. */
  refresh(): Promise<void> {
    if (!this.#refreshing) {
      this.#refreshing = this.#refresh().finally(() => {
        this.#refreshing = null;
      });
      return this.#refreshing;
    }
    // The one that runs may have passed what has just changed; later callers share the one after it.
    this.#next ??= this.#refreshing
      .catch(() => undefined)
      .then(() => {
        this.#next = null;
        return this.refresh();
      });
    return this.#next;
  }

  /** Makes the times of all files at most a second old. */
  async refreshTimes(): Promise<void> {
    const now = this.#options.clock.monotonic();
    if (now - this.#fileTimesAt < FILE_TIMES_MS) return;
    this.#fileTimesAt = now;
    const turn = slices();
    for (const path of [...this.#threads.keys()]) {
      this.#look(path);
      await turn();
    }
  }

  /** Threads with a head, newest first; of the same second, the greater id first. */
  byCreation(): readonly IndexedThread[] {
    this.#order ??= [...this.#threads.values()]
      .filter((thread) => thread.head !== null && !this.#isOutdated(thread))
      .sort((a, b) => creationOf(b) - creationOf(a) || compareIds(b, a));
    return this.#order;
  }

  /** Another number whenever a thread has come, gone or been written to. */
  get version(): number {
    return this.#version;
  }

  /** What was said first of all, be it taken back; for a fork, in the thread it came from. */
  preview(thread: IndexedThread, depth = DEEPEST_FORK): string | null {
    const before = depth > 0 ? this.#before(thread) : null;
    const first = before && before !== thread ? this.preview(before, depth - 1) : null;
    return first || (thread.head?.preview ?? first);
  }

  /** The first file of the same thread, or of that one the file a fork begins in. */
  #before(thread: IndexedThread): IndexedThread | null {
    const [first] = this.filesOf(idOf(thread));
    if (first !== undefined && first !== thread.path) return this.#threads.get(first) ?? null;
    return thread.head?.baseThreadId ? this.segment(thread.head.baseThreadId) : null;
  }

  /** Whether a file that the thread's history lies in passes the test. */
  someFile(thread: IndexedThread, test: (path: string) => boolean, depth = DEEPEST_FORK): boolean {
    if (test(thread.path)) return true;
    const base = thread.head?.baseThreadId && depth > 0 ? this.segment(thread.head.baseThreadId) : null;
    return base !== null && base !== thread && this.someFile(base, test, depth - 1);
  }

  /** Threads whose history begins in that of another one. */
  forksOf(threadId: string): IndexedThread[] {
    const own = new Set([threadId, ...this.filesOf(threadId).map(segmentOf)]);
    return [...this.#threads.values()].filter(
      (thread) => own.has(thread.head?.baseThreadId ?? '') && idOf(thread) !== threadId,
    );
  }

  /** The newest file of a thread. */
  find(threadId: string): IndexedThread | null {
    return this.#threads.get(this.filesOf(threadId).at(-1) ?? '') ?? null;
  }

  /** All files of a thread, the newest last; archived ones before others. */
  filesOf(threadId: string): readonly string[] {
    return this.#files.of(threadId);
  }

  /** The file that goes by this id in a history base. */
  segment(id: string): IndexedThread | null {
    return this.#threads.get(this.#files.segment(id) ?? '') ?? null;
  }

  /** The name somebody gave the thread, as of the last refresh. */
  name(thread: IndexedThread): string | null {
    return this.names.get(idOf(thread));
  }

  /** The name as it is now. */
  nameOf(threadId: string): string | null {
    this.names.refresh();
    return this.names.get(threadId);
  }

  /** Takes in a file that may be new or gone; null when it is gone or lies elsewhere. */
  see(path: string): IndexedThread | null {
    const { folders } = this.#options;
    if (path.startsWith(`${folders.sessions}${sep}`) || isArchivedPath(folders, path)) this.#look(path);
    return this.#threads.get(path) ?? null;
  }

  /** Looks at the file again; null when it is gone. */
  look(thread: IndexedThread): IndexedThread | null {
    this.#look(thread.path);
    return this.#threads.get(thread.path) ?? null;
  }

  /** Tells the index that this process has written to, moved or made a file. */
  touched(path: string): void {
    this.#unsettled.add(path);
  }

  async close(): Promise<void> {
    await this.#refreshing?.catch(() => undefined);
    await (this.#changes > 0 ? this.#save() : this.#cache.saved());
  }

  async #refresh(): Promise<void> {
    this.#cached ??= this.#cache.load();
    this.names.refresh();
    const now = this.#options.clock.monotonic();
    const all = now - this.#oldFoldersAt >= OLD_FOLDERS_MS;
    if (all) this.#oldFoldersAt = now;
    const turn = slices();
    const fresh: string[] = [];
    for (const folder of this.#foldersToLookAt(all)) {
      const changes = this.#changesIn(folder);
      for (const path of changes.gone) this.#look(path);
      fresh.push(...changes.fresh);
      await turn();
    }
    for (const path of fresh) {
      this.#look(path);
      await turn();
    }
    this.#isBuilt = true;
    for (const path of [...this.#unsettled].slice(all ? 0 : -YOUNG_FOLDERS)) this.#look(path);
    // All folders have been looked through: what the cache still holds is gone from the disk.
    this.#cached.clear();
    // Whoever waits for the index is answered first.
    if (this.#changes >= SAVE_AFTER_CHANGES) {
      this.#options.clock.setTimeout(() => this.#saveIfWorthwhile(), SAVE_DELAY_MS);
    }
  }

  #foldersToLookAt(all: boolean): string[] {
    const { folders } = this.#options;
    const days = dayFolders(folders);
    if (!all) return [folders.archived, ...days.slice(0, YOUNG_FOLDERS)];
    const gone = [...this.#folders.keys()].filter((dir) => dir !== folders.archived && !days.includes(dir));
    return [folders.archived, ...days, ...gone];
  }

  /** Files that came to or left a folder since the last look; none when it looks as it did. */
  #changesIn(folder: string): { fresh: string[]; gone: string[] } {
    const stat = statSync(folder, { throwIfNoEntry: false });
    const stamp = stampOf(stat);
    const known = this.#folders.get(folder);
    if (known?.stamp === stamp) return { fresh: [], gone: [] };
    const cached = known ? undefined : this.#cached?.get(this.#keyOf(folder));
    if (cached?.stamp === stamp) {
      this.#adopt(folder, cached);
      return { fresh: [], gone: [] };
    }
    if (cached) this.#changes += 1;
    const settled = !stat || this.#options.clock.now() - stat.ctimeMs > UNSETTLED_MS;
    const names = new Set(namesIn(folder).filter(isRolloutName));
    this.#folders.set(folder, { stamp: settled ? stamp : null, names });
    const pathOf = (name: string): string => `${folder}${sep}${name}`;
    return {
      fresh: [...names].filter((name) => !known?.names.has(name)).map(pathOf),
      gone: [...(known?.names ?? [])].filter((name) => !names.has(name)).map(pathOf),
    };
  }

  /** Takes in a folder as the cache knows it: nothing has come, gone or been replaced since. */
  #adopt(folder: string, { stamp, files }: CachedFolder): void {
    this.#folders.set(folder, { stamp, names: new Set(files.keys()) });
    const archived = folder === this.#options.folders.archived;
    for (const [name, file] of files) {
      const path = `${folder}${sep}${name}`;
      if (!this.#threads.has(path)) this.#enter({ path, archived, ...file });
    }
  }

  /** Takes in what a file is now. */
  #look(path: string): void {
    const known = this.#threads.get(path);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) {
      this.#unsettled.delete(path);
      if (known) this.#forget(known);
      return;
    }
    if (known && known.identity === identityOf(stat) && known.size <= stat.size) {
      const grown = known.size < stat.size;
      if (known.mtime !== stat.mtimeMs) this.#version += 1;
      known.size = stat.size;
      known.mtime = stat.mtimeMs;
      if (!grown || known.head?.preview) {
        if (known.head?.preview) this.#unsettled.delete(path);
        return;
      }
    }
    this.#remember(path, stat);
  }

  #remember(path: string, stat: Stats): void {
    this.#enter({
      path,
      archived: isArchivedPath(this.#options.folders, path),
      identity: identityOf(stat),
      size: stat.size,
      mtime: stat.mtimeMs,
      head: this.#headOf(path, stat),
    });
  }

  #enter(thread: IndexedThread): void {
    const { path, head } = thread;
    const before = this.#threads.get(path);
    if (before) this.#files.forget(idOf(before), path);
    this.#threads.set(path, thread);
    if (head) {
      const other = this.find(head.meta.id);
      // The other file may have been moved here from a folder that is looked at less often.
      if (other && other.path !== path) this.#look(other.path);
      this.#files.add(head.meta.id, thread);
    }
    if (head?.preview) this.#unsettled.delete(path);
    else this.#unsettled.add(path);
    this.#changed();
  }

  /** Whether the thread goes on in another file. */
  #isOutdated(thread: IndexedThread): boolean {
    const current = this.find(idOf(thread));
    const isOther = current !== null && current !== thread;
    return isOther && byRevision(thread.path, current.path) < 0;
  }

  #changed(): void {
    this.#order = null;
    this.#version += 1;
  }

  #forget(thread: IndexedThread): void {
    this.#threads.delete(thread.path);
    this.#files.forget(idOf(thread), thread.path);
    this.#changed();
  }

  #headOf(path: string, stat: Stats): RolloutHead | null {
    const cached = this.#cached?.get(this.#keyOf(dirname(path)))?.files.get(basename(path));
    if (cached && cached.identity === identityOf(stat) && cached.size <= stat.size) {
      if (cached.size === stat.size || cached.head?.preview) return cached.head;
    }
    this.#changes += 1;
    try {
      const head = readRolloutHead(path, () => readRolloutName(basename(path))?.createdAt ?? stat.mtimeMs);
      const like = this.#lastHead;
      if (head) this.#lastHead = like ? completed(difference(head, like), like) : head;
      return head && this.#lastHead;
    } catch {
      return null;
    }
  }

  /** The path below CODEX_HOME. */
  #keyOf(path: string): string {
    return path.slice(this.#root.length);
  }

  #saveIfWorthwhile(): void {
    if (this.#changes >= SAVE_AFTER_CHANGES) void this.#save();
  }

  #save(): Promise<void> {
    this.#changes = 0;
    return this.#cache.save(this.#known());
  }

  /** What is known of each folder; to be trusted only where every file in it is known. */
  *#known(): Generator<readonly [folder: string, CachedFolder]> {
    for (const [folder, { stamp, names }] of [...this.#folders]) {
      const files = new Map<string, IndexedThread>();
      for (const name of names) {
        const thread = this.#threads.get(`${folder}${sep}${name}`);
        if (thread) files.set(name, thread);
      }
      yield [this.#keyOf(folder), { stamp: files.size === names.size ? stamp : null, files }];
    }
  }
}
