// Which files a thread has. Most have one; one that turns were taken back from has a file for each revision, and a file
// that another process is moving lies in two places for a moment.

import { byRevision, revisionIn } from './rollout-paths.js';

interface ThreadFile {
  readonly path: string;
  readonly archived: boolean;
}

export class ThreadFiles {
  readonly #ofThread = new Map<string, readonly string[]>();
  readonly #archived = new Set<string>();
  /** Revisions alone: the first file of a thread is known by its thread. */
  readonly #revisions = new Map<string, string>();

  /** Archived ones first, then by revision: the last is the one the thread goes on in. */
  of(threadId: string): readonly string[] {
    return this.#ofThread.get(threadId) ?? [];
  }

  /** The file that goes by this id in a history base; null when it is unknown. */
  segment(id: string): string | null {
    const revision = this.#revisions.get(id);
    if (revision !== undefined) return revision;
    return this.of(id).findLast((path) => revisionIn(path) === '') ?? null;
  }

  add(threadId: string, { path, archived }: ThreadFile): void {
    if (archived) this.#archived.add(path);
    const revision = revisionIn(path);
    if (revision !== '') this.#revisions.set(revision, path);
    const known = this.of(threadId);
    if (known.length === 0) this.#ofThread.set(threadId, [path]);
    else this.#ofThread.set(threadId, [path, ...known.filter((one) => one !== path)].sort(this.#order));
  }

  forget(threadId: string, path: string): void {
    this.#archived.delete(path);
    const revision = revisionIn(path);
    if (this.#revisions.get(revision) === path) this.#revisions.delete(revision);
    const left = this.of(threadId).filter((one) => one !== path);
    if (left.length > 0) this.#ofThread.set(threadId, left);
    else this.#ofThread.delete(threadId);
  }

  readonly #order = (a: string, b: string): number =>
    Number(this.#archived.has(b)) - Number(this.#archived.has(a)) || byRevision(a, b);
}
