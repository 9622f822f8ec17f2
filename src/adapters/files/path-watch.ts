// Watches one path with the system's own means. A file is watched through its folder, so that it may be replaced; a
// folder through itself and the one above; what is not there through the nearest folder that is.

import { type FSWatcher, watch } from 'node:fs';
import { lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FileWatch } from '../../domain/files/host-files.js';
import type { Cancel, Clock } from '../../util/clock.js';

/** Milliseconds between the first change and its telling. */
const GATHERING_MS = 200;

export async function watchPath(
  path: string,
  onChange: (changedPaths: readonly string[]) => void,
  clock: Clock,
): Promise<FileWatch> {
  const found = new PathWatch(path, onChange, clock);
  await found.attach();
  return found;
}

class PathWatch implements FileWatch {
  readonly #path: string;
  readonly #onChange: (changedPaths: readonly string[]) => void;
  readonly #clock: Clock;
  readonly #changed = new Set<string>();
  #watchers: FSWatcher[] = [];
  #telling: Cancel | null = null;
  #isThere = false;
  #ownName = '';
  #isClosed = false;
  #attaching = Promise.resolve();

  constructor(path: string, onChange: (changedPaths: readonly string[]) => void, clock: Clock) {
    this.#path = path;
    this.#onChange = onChange;
    this.#clock = clock;
  }

  close(): void {
    this.#isClosed = true;
    this.#telling?.();
    this.#detach();
  }

  /** Watches what is there now; called again when that has changed. Never fails: what cannot be watched is still. */
  attach(): Promise<void> {
    this.#attaching = this.#attaching.then(() => this.#attachNow()).catch(() => undefined);
    return this.#attaching;
  }

  async #attachNow(): Promise<void> {
    this.#detach();
    const found = await stat(this.#path).catch(() => null);
    const own = found ?? (await lstat(this.#path).catch(() => null));
    const real = await realpath(this.#path).catch(() => this.#path);
    if (this.#isClosed) return;
    this.#isThere = own !== null;
    this.#ownName = basename(real);
    if (found?.isDirectory()) this.#watch(this.#path, (name) => this.#childChanged(name));
    if (own !== null || (await isFolder(dirname(this.#path)))) {
      this.#watch(dirname(this.#path), (name) => name === basename(this.#path) && this.#selfChanged());
    } else await this.#watchAncestor();
  }

  /** The nearest folder above that is there: the next one on the way to the path may come. */
  async #watchAncestor(): Promise<void> {
    let next = dirname(this.#path);
    let folder = dirname(next);
    while (folder !== next && !(await isFolder(folder))) {
      next = folder;
      folder = dirname(folder);
    }
    if (this.#isClosed) return;
    const awaited = basename(next);
    this.#watch(folder, (name) => name === awaited && this.#appears());
  }

  #watch(folder: string, onName: (name: string) => unknown): void {
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        if (name !== null) onName(name);
      });
      watcher.on('error', () => void this.attach());
      this.#watchers.push(watcher);
    } catch {
      // It went away between the look and the watch, or the system has no watches left: the other ones go on.
    }
  }

  #detach(): void {
    for (const watcher of this.#watchers) watcher.close();
    this.#watchers = [];
  }

  #childChanged(name: string): void {
    if (name !== this.#ownName) {
      this.#tell(join(this.#path, name));
      return;
    }
    // A folder speaks of itself under its own name, when it goes.
    void isFolder(this.#path).then((isThere) => {
      if (!isThere) this.#selfChanged();
    });
  }

  #selfChanged(): void {
    this.#tell(this.#path);
    void this.attach();
  }

  #appears(): void {
    void this.attach().then(() => {
      if (this.#isThere) this.#tell(this.#path);
    });
  }

  #tell(path: string): void {
    if (this.#isClosed) return;
    this.#changed.add(path);
    this.#telling ??= this.#clock.setTimeout(() => {
      this.#telling = null;
      const paths = [...this.#changed].sort();
      this.#changed.clear();
      this.#onChange(paths);
    }, GATHERING_MS);
  }
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
