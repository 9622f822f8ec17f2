// The loaded threads by id. Loading, forking and unloading happen here; two callers who ask for one thread at once
// get the same one.

import { DomainError } from '../errors.js';
import { LiveThreadImpl } from './live-thread.js';
import type { LoadedThread, ThreadServices } from './thread-core.js';

interface Loading {
  find(): LiveThreadImpl | null;
  load(): Promise<LoadedThread>;
  /** Loads to wait for first. */
  after: readonly Promise<unknown>[];
}

export class ThreadRegistry {
  readonly #services: ThreadServices;
  readonly #threads = new Map<string, LiveThreadImpl>();
  /** By id or path. */
  readonly #loading = new Map<string, Promise<LiveThreadImpl>>();
  readonly #loadingByPath = new Map<string, Promise<LiveThreadImpl>>();

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

  /** The thread with this id, or what `load` brings; one load at a time for each thread. */
  load(threadId: string, load: () => Promise<LoadedThread>): Promise<LiveThreadImpl> {
    const find = (): LiveThreadImpl | null => this.find(threadId);
    return this.#loadNamed(threadId, { find, load, after: [...this.#loadingByPath.values()] });
  }

  /** The same for the thread whose log lies at `path`. Its id shows only when it is read. */
  loadPath(path: string, load: () => Promise<LoadedThread>): Promise<LiveThreadImpl> {
    const find = (): LiveThreadImpl | null => this.all.find((thread) => thread.path === path) ?? null;
    const after = [...this.#loading.values()];
    const promise = this.#loadNamed(path, { find, load, after });
    this.#loadingByPath.set(path, promise);
    const forget = (): unknown => this.#loadingByPath.delete(path);
    promise.then(forget, forget);
    return promise;
  }

  #loadNamed(name: string, how: Loading): Promise<LiveThreadImpl> {
    const loading = this.#loading.get(name);
    if (loading !== undefined) return loading;
    const promise = this.#loadAfter(how).finally(() => this.#loading.delete(name));
    this.#loading.set(name, promise);
    return promise;
  }

  // A thread that is being loaded under its other name has its log open: a second load would be refused as a
  // second writer. Each load waits only for earlier ones, so none waits for itself.
  async #loadAfter({ find, load, after }: Loading): Promise<LiveThreadImpl> {
    if (after.length > 0) await Promise.allSettled(after);
    const known = find();
    if (known === null) return this.#loadOnce(load);
    if (known.isClosing) throw new DomainError({ code: 'threadClosing', threadId: known.id });
    return known;
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
    thread.core.statusNews.loaded();
    thread.recordedModel = loaded.history.context?.model ?? null;
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

  /** Loaded threads take up the hooks that are configured now. */
  async rereadHooks(): Promise<void> {
    await Promise.all(this.all.map(({ core, settings }) => core.hooks.reread(settings.cwd)));
  }
}
