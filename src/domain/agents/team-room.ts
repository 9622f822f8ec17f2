// How many agents of a team are loaded at a time. When there is no room, the one that has been idle longest makes some:
// it stays in the store and is loaded again when it is needed.

import { AgentLimitReached } from './agent-ports.js';

export interface TeamRoomDeps<T> {
  most(rootId: string): number;
  /** Those that are loaded. */
  members(rootId: string): readonly T[];
  /** Its place in the team, which is known before it is loaded. */
  pathOf(member: T): string | null;
  isBusy(member: T): boolean;
  unload(member: T): Promise<void>;
}

export class TeamRoom<T extends { readonly id: string }> {
  readonly #deps: TeamRoomDeps<T>;
  /** Paths of those that are being loaded, by root: near the end they are among the members as well. */
  readonly #coming = new Map<string, Set<string>>();
  /** Ids, the one that did something last at the end. */
  readonly #order = new Set<string>();

  constructor(deps: TeamRoomDeps<T>) {
    this.#deps = deps;
  }

  /** It has done something. */
  touch(id: string): void {
    this.#order.delete(id);
    this.#order.add(id);
  }

  forget(id: string): void {
    this.#order.delete(id);
  }

  /** Whether one more can be loaded, be it in the place of one that is idle. */
  canHold(rootId: string): boolean {
    return this.#isFree(rootId) || this.#idle(rootId) !== undefined;
  }

  /** @throws AgentLimitReached */
  assertSome(rootId: string): void {
    if (!this.canHold(rootId)) throw new AgentLimitReached(this.#deps.most(rootId));
  }

  /** Runs what brings the one at `path`, when there is room for it. @throws AgentLimitReached */
  async hold<R>(rootId: string, path: string, bring: () => Promise<R>): Promise<R> {
    while (!this.#isFree(rootId)) await this.#evict(rootId);
    const coming = this.#coming.get(rootId) ?? new Set();
    this.#coming.set(rootId, coming.add(path));
    try {
      return await bring();
    } finally {
      coming.delete(path);
      if (coming.size === 0) this.#coming.delete(rootId);
    }
  }

  #isFree(rootId: string): boolean {
    return this.#settled(rootId).length + (this.#coming.get(rootId)?.size ?? 0) < this.#deps.most(rootId);
  }

  /** The members that are not still being loaded. */
  #settled(rootId: string): readonly T[] {
    const coming = this.#coming.get(rootId);
    return this.#deps.members(rootId).filter((member) => !coming?.has(this.#deps.pathOf(member) ?? ''));
  }

  async #evict(rootId: string): Promise<void> {
    const idle = this.#idle(rootId);
    if (idle === undefined) throw new AgentLimitReached(this.#deps.most(rootId));
    this.#order.delete(idle.id);
    await this.#deps.unload(idle);
  }

  #idle(rootId: string): T | undefined {
    const order = [...this.#order];
    return this.#settled(rootId)
      .filter((member) => !this.#deps.isBusy(member))
      .sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id))[0];
  }
}
