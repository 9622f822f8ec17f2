// How many agents of a team are loaded at a time. When there is no room, the one that has been idle longest makes some:
// it stays in the store and is loaded again when it is needed.

import { AgentLimitReached } from './agent-ports.js';

export interface TeamRoomDeps<T> {
  most(): number;
  /** Those that are loaded. */
  members(rootId: string): readonly T[];
  isBusy(member: T): boolean;
  unload(member: T): Promise<void>;
}

export class TeamRoom<T extends { readonly id: string }> {
  readonly #deps: TeamRoomDeps<T>;
  /** How many are being loaded, by root. */
  readonly #coming = new Map<string, number>();
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
    if (!this.canHold(rootId)) throw new AgentLimitReached(this.#deps.most());
  }

  /** Runs what brings one more, when there is room for it. @throws AgentLimitReached */
  async hold<R>(rootId: string, bring: () => Promise<R>): Promise<R> {
    while (!this.#isFree(rootId)) await this.#evict(rootId);
    this.#coming.set(rootId, this.#comingTo(rootId) + 1);
    try {
      return await bring();
    } finally {
      const left = this.#comingTo(rootId) - 1;
      if (left === 0) this.#coming.delete(rootId);
      else this.#coming.set(rootId, left);
    }
  }

  #comingTo(rootId: string): number {
    return this.#coming.get(rootId) ?? 0;
  }

  #isFree(rootId: string): boolean {
    return this.#deps.members(rootId).length + this.#comingTo(rootId) < this.#deps.most();
  }

  async #evict(rootId: string): Promise<void> {
    const idle = this.#idle(rootId);
    if (idle === undefined) throw new AgentLimitReached(this.#deps.most());
    this.#order.delete(idle.id);
    await this.#deps.unload(idle);
  }

  #idle(rootId: string): T | undefined {
    const order = [...this.#order];
    return this.#deps
      .members(rootId)
      .filter((member) => !this.#deps.isBusy(member))
      .sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id))[0];
  }
}
