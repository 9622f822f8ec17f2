// Remembers the file changes that servers announce, so that a person who is asked about one sees what it is.

import type { Incoming, ServerRequest } from '../../client/index.js';
import { at, listAt, textAt } from '../../util/peek.js';

export interface FileChangeText {
  readonly path: string;
  /** `add`, `delete`, `update`. */
  readonly kind: string;
  /** A unified diff, or the whole text of a file that is added or deleted. */
  readonly diff: string;
}

/** Enough for the changes that are asked about at the same time. */
const KEPT = 50;

export class FileChanges {
  readonly #byItem = new Map<string, readonly FileChangeText[]>();

  observe({ method, params }: Incoming): void {
    if (method === 'item/started') {
      if (textAt(params, 'item', 'type') === 'fileChange') {
        this.#keep(textAt(params, 'item', 'id'), listAt(params, 'item', 'changes'));
      }
    } else if (method === 'item/fileChange/patchUpdated') {
      this.#keep(textAt(params, 'itemId'), listAt(params, 'changes'));
    }
  }

  /** What a request is about; empty when it is not about files, or they were never announced. */
  of({ params }: Pick<ServerRequest, 'params'>): readonly FileChangeText[] {
    const own = at(params, 'fileChanges');
    if (typeof own === 'object' && own !== null) return Object.entries(own).map(changeOfFirstVersion);
    return this.#byItem.get(textAt(params, 'itemId') ?? '') ?? [];
  }

  #keep(itemId: string | undefined, changes: readonly unknown[]): void {
    if (itemId === undefined || changes.length === 0) return;
    this.#byItem.delete(itemId);
    this.#byItem.set(
      itemId,
      changes.map((change) => ({
        path: textAt(change, 'path') ?? '',
        kind: textAt(change, 'kind', 'type') ?? textAt(change, 'kind') ?? 'update',
        diff: textAt(change, 'diff') ?? '',
      })),
    );
    const [oldest] = this.#byItem.keys();
    if (this.#byItem.size > KEPT && oldest !== undefined) this.#byItem.delete(oldest);
  }
}

function changeOfFirstVersion([path, change]: [string, unknown]): FileChangeText {
  return {
    path,
    kind: textAt(change, 'type') ?? 'update',
    diff: textAt(change, 'unified_diff') ?? textAt(change, 'content') ?? '',
  };
}
