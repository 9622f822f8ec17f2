// Who has had which place in a team since it was loaded: a name stays taken when its agent is deleted.

const NONE: ReadonlyMap<string, string> = new Map();

export class TakenNames {
  /** Ids by path, by root. */
  readonly #taken = new Map<string, Map<string, string>>();

  take(rootId: string, path: string, id: string): void {
    const taken = this.#taken.get(rootId) ?? new Map<string, string>();
    this.#taken.set(rootId, taken.set(path, id));
  }

  /** Ids by path. */
  below(rootId: string): ReadonlyMap<string, string> {
    return this.#taken.get(rootId) ?? NONE;
  }

  forget(rootId: string): void {
    this.#taken.delete(rootId);
  }
}
