// One home, what lies in it, and the server that uses it now: for plays in which servers take turns.
import type { Backend } from '../../../src/backend/index.js';
import { at, textAt } from '../../../src/util/peek.js';
import { handshake, runTurn, startThread } from './compare.js';
import { type Frame, freshFolder, type Side, startTarget, type Target, type Version } from './target.js';

export interface Kept {
  readonly id: string;
  archived: boolean;
  turns: number;
  /** Its history is part of another thread's: 0.169.0 keeps such a thread. */
  isForked: boolean;
  /** How much waits for it; its next turn would not stay alone. */
  queued: number;
  sectionId: string | null;
}

export class Household {
  readonly home = freshFolder('alternating');
  readonly threads: Kept[] = [];
  /** Ids, in the order in which they were made. */
  readonly sections: string[] = [];
  readonly projects: string[] = [];
  readonly #version: Version;
  readonly #backend: Backend;
  #target: Target | null = null;
  #side: Side = 'real';
  #loaded = new Set<string>();

  constructor(version: Version, backend: Backend) {
    this.#version = version;
    this.#backend = backend;
  }

  get target(): Target {
    if (this.#target === null) throw new Error('no server runs');
    return this.#target;
  }

  async changeServer(side: Side): Promise<void> {
    await this.#unload();
    await this.close();
    const config = this.#backend.codexConfig();
    this.#target = await startTarget({ side, version: this.#version, home: this.home, config });
    this.#side = side;
    this.#loaded = new Set();
    await handshake(this.#target);
  }

  async close(): Promise<void> {
    await this.#target?.close();
    this.#target = null;
  }

  /** 0.118.0 ends with its input, whatever it has yet to write: unloading a thread writes it. */
  async #unload(): Promise<void> {
    if (this.#target === null || this.#side !== 'real' || this.#version !== '0.118.0') return;
    for (const threadId of this.#loaded) {
      const from = this.#target.frames.length;
      const { result } = await this.#target.request('thread/unsubscribe', { threadId });
      if (at(result, 'status') !== 'unsubscribed') continue;
      const isClosed = ({ method, params }: Frame): boolean =>
        method === 'thread/closed' && at(params, 'threadId') === threadId;
      await this.#target.waitFor('thread/closed', isClosed, from);
    }
  }

  async ask(method: string, params: Frame): Promise<unknown> {
    const answer = await this.target.request(method, params);
    if (answer.result === undefined) throw new Error(`${method}: ${JSON.stringify(answer.error)}`);
    return answer.result;
  }

  async begin(words: string): Promise<void> {
    const id = await startThread(this.target);
    this.#loaded.add(id);
    await runTurn(this.target, id, words);
    this.keep(id, 1);
  }

  keep(id: string, turns: number): void {
    this.threads.push({ id, turns, archived: false, isForked: false, queued: 0, sectionId: null });
  }

  async load({ id }: Kept): Promise<void> {
    if (this.#loaded.has(id)) return;
    await this.ask('thread/resume', { threadId: id });
    this.#loaded.add(id);
  }

  isLoaded({ id }: Kept): boolean {
    return this.#loaded.has(id);
  }

  remember(id: string): void {
    this.#loaded.add(id);
  }

  forget({ id }: Kept): void {
    this.#loaded.delete(id);
  }

  /** Asks for what has an id, and returns it. */
  async make(method: string, params: Frame, ...path: string[]): Promise<string> {
    return textAt(await this.ask(method, params), ...path, 'id') ?? '';
  }
}
