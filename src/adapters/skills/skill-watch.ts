// Watches the folders that skills are read from, once a thread has read them, and the places where such folders may
// come to be: the first change is told at once, those that follow together after a while.

import { existsSync, type FSWatcher, readdirSync, watch } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Cancel, Clock } from '../../util/clock.js';

const PAUSE_MS = 10_000;

export class SkillWatch {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  /** By the folder that is wanted: on itself, or on the nearest folder above that is there. */
  readonly #watchers = new Map<string, FSWatcher>();
  #pause: Cancel | null = null;
  #hasMore = false;
  #isClosed = false;

  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Watches these as well. A folder that cannot be watched is still. */
  add(roots: readonly string[]): void {
    for (const root of roots) {
      if (!this.#watchers.has(root)) this.#watch(root);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#pause?.();
    for (const root of [...this.#watchers.keys()]) this.#forget(root);
  }

  #watch(root: string): void {
    const isThere = this.#keep(root, () =>
      watch(root, { recursive: true, persistent: false }, () => this.#changedIn(root)),
    );
    if (!isThere && !existsSync(root)) this.#await(root);
  }

  /** Waits for a folder that is not there: each folder on the way to it is waited for in turn. */
  #await(root: string): void {
    const above = nearestFolder(root);
    const next = relative(above, root).split(sep)[0];
    const look = (name: string | null): void => {
      if (name !== null && name !== next) return;
      if (!existsSync(join(above, next ?? ''))) return;
      this.#forget(root);
      this.#watch(root);
      if (hasEntries(root)) this.#changed();
    };
    this.#keep(root, () => watch(above, { persistent: false }, (_event, name) => look(name)));
    // It may have come while nobody looked.
    look(null);
  }

  /** Whether a watcher could be had. */
  #keep(root: string, open: () => FSWatcher): boolean {
    if (this.#isClosed) return true;
    try {
      const watcher = open();
      watcher.on('error', () => this.#forget(root));
      this.#watchers.set(root, watcher);
      return true;
    } catch {
      return false;
    }
  }

  #changedIn(root: string): void {
    if (!existsSync(root)) {
      this.#forget(root);
      this.#await(root);
    }
    this.#changed();
  }

  #changed(): void {
    if (this.#isClosed) return;
    if (this.#pause !== null) {
      this.#hasMore = true;
      return;
    }
    this.#onChange();
    this.#pause = this.#clock.setTimeout(() => {
      this.#pause = null;
      if (!this.#hasMore) return;
      this.#hasMore = false;
      this.#changed();
    }, PAUSE_MS);
  }

  #forget(root: string): void {
    this.#watchers.get(root)?.close();
    this.#watchers.delete(root);
  }
}

function nearestFolder(root: string): string {
  const above = dirname(root);
  return above === root || existsSync(above) ? above : nearestFolder(above);
}

function hasEntries(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false;
  }
}
