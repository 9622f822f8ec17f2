// Names people gave to threads: session_index.jsonl, appended to by every process, the last line of a thread wins.

import { join } from 'node:path';
import { textAt } from '../../util/peek.js';
import { SharedLines } from './shared-lines.js';
import { storageError } from './storage-error.js';

export class ThreadNames {
  readonly #path: string;
  readonly #names = new Map<string, string>();
  readonly #lines: SharedLines;

  constructor(codexHome: string) {
    this.#path = join(codexHome, 'session_index.jsonl');
    this.#lines = new SharedLines({
      path: this.#path,
      onReplaced: () => this.#names.clear(),
      onLine: (entry) => {
        const id = textAt(entry, 'id');
        const name = textAt(entry, 'thread_name');
        if (id !== undefined && name !== undefined) this.#names.set(id, name);
      },
    });
  }

  get(threadId: string): string | null {
    return this.#names.get(threadId) ?? null;
  }

  /** By thread. */
  get all(): ReadonlyMap<string, string> {
    return this.#names;
  }

  /** Takes in what has been written since the last call, by anyone. */
  refresh(): void {
    this.#lines.refresh();
  }

  /** @throws DomainError `storage` */
  set(threadId: string, name: string, now: number): void {
    try {
      this.#lines.append({ id: threadId, thread_name: name, updated_at: new Date(now).toISOString() });
    } catch (cause) {
      throw storageError(`cannot name thread ${threadId} in ${this.#path}`, cause);
    }
    this.#names.set(threadId, name);
  }
}
