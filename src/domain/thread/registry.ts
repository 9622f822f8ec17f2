// The loaded threads by id. Loading, forking and unloading happen here; two callers who ask for one thread at once
// get the same one.

import { DomainError } from '../errors.js';
import { LiveThreadImpl } from './live-thread.js';
import type { LoadedThread, ThreadServices } from './thread-core.js';

export class ThreadRegistry {
  readonly #services: ThreadServices;
  readonly #threads = new Map<string, LiveThreadImpl>();
  readonly #loading = new Map<string, Promise<LiveThreadImpl>>();

  constructor(services: ThreadServices) {
    this.#services = services;
  }

  get ids(): string[] {
    return [...this.#threads.keys()].sort();
  }

  get all(): LiveThreadImpl[] {
    return [...this.#threads.values()];
  }

  find(threadId: string): LiveThreadImpl | null {
    return this.#threads.get(threadId) ?? null;
  }

  add(loaded: LoadedThread): LiveThreadImpl {
    const thread = new LiveThreadImpl(this.#services, loaded);
    this.#threads.set(thread.id, thread);
    return thread;
  }

  /** The loaded thread, or what `load` brings; one load at a time for each id (or path). */
  load(threadId: string, load: () => Promise<LoadedThread>): Promise<LiveThreadImpl> {
    const known = this.#threads.get(threadId);
    if (known !== undefined) {
      if (known.isClosing) return Promise.reject(new DomainError({ code: 'threadClosing', threadId }));
      return Promise.resolve(known);
    }
    const loading = this.#loading.get(threadId);
    if (loading !== undefined) return loading;
    const promise = this.#loadOnce(load).finally(() => this.#loading.delete(threadId));
    this.#loading.set(threadId, promise);
    return promise;
  }

  async #loadOnce(load: () => Promise<LoadedThread>): Promise<LiveThreadImpl> {
    const loaded = await load();
    const known = this.#threads.get(loaded.meta.id);
    if (known !== undefined) {
      // Asked for by its id and by its path at once: the first to arrive stays.
      await loaded.log?.close();
      return known;
    }
    const thread = this.add(loaded);
    thread.announceLoaded();
    const recorded = loaded.history.context?.model;
    if (recorded !== undefined && recorded !== loaded.settings.model) thread.warnOfOtherModel(recorded);
    return thread;
  }

  /** Ends the thread's work and forgets it. */
  async unload(thread: LiveThreadImpl, reason: string): Promise<void> {
    try {
      await thread.unload(reason);
    } finally {
      if (this.#threads.get(thread.id) === thread) this.#threads.delete(thread.id);
    }
  }
}
