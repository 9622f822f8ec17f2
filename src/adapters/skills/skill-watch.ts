// Watches the folders that skills are read from, once a thread has read them: the first change is told at once, those
// that follow together after a while.

import { type FSWatcher, watch } from 'node:fs';
import type { Cancel, Clock } from '../../util/clock.js';

const PAUSE_MS = 10_000;

export class SkillWatch {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #watchers = new Map<string, FSWatcher>();
  #pause: Cancel | null = null;
  #hasMore = false;

  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Watches these as well; a folder that is not there, or cannot be watched, is still. */
  add(roots: readonly string[]): void {
    for (const root of roots) {
      if (this.#watchers.has(root)) continue;
      try {
        const watcher = watch(root, { recursive: true, persistent: false }, () => this.#changed());
        watcher.on('error', () => this.#forget(root));
        this.#watchers.set(root, watcher);
      } catch {
        // Looked at again with the next thread.
      }
    }
  }

  close(): void {
    this.#pause?.();
    for (const root of [...this.#watchers.keys()]) this.#forget(root);
  }

  #changed(): void {
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
