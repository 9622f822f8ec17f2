// Names people gave to threads: session_index.jsonl, appended to by every process, the last line of a thread wins.

import { appendFileSync, closeSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { textAt } from '../../util/peek.js';
import { storageError } from './storage-error.js';

export class ThreadNames {
  readonly #path: string;
  readonly #names = new Map<string, string>();
  #file = '';
  #read = 0;

  constructor(codexHome: string) {
    this.#path = join(codexHome, 'session_index.jsonl');
  }

  get(threadId: string): string | null {
    return this.#names.get(threadId) ?? null;
  }

  /** Takes in what has been written since the last call, by anyone. */
  refresh(): void {
    const stat = statSync(this.#path, { throwIfNoEntry: false });
    const file = stat ? `${stat.dev}:${stat.ino}` : '';
    const size = stat?.size ?? 0;
    if (file !== this.#file || size < this.#read) {
      this.#names.clear();
      this.#file = file;
      this.#read = 0;
    }
    if (size > this.#read) this.#take(readFrom(this.#path, this.#read, size));
  }

  /** @throws DomainError `storage` */
  set(threadId: string, name: string, now: number): void {
    const line = { id: threadId, thread_name: name, updated_at: new Date(now).toISOString() };
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      appendFileSync(this.#path, `${JSON.stringify(line)}\n`);
    } catch (cause) {
      throw storageError(`cannot name thread ${threadId} in ${this.#path}`, cause);
    }
    this.#names.set(threadId, name);
  }

  #take(bytes: Buffer): void {
    const whole = bytes.lastIndexOf(0x0a) + 1;
    this.#read += whole;
    for (const line of bytes.toString('utf8', 0, whole).split('\n')) {
      const entry = parsed(line);
      const id = textAt(entry, 'id');
      const name = textAt(entry, 'thread_name');
      if (id !== undefined && name !== undefined) this.#names.set(id, name);
    }
  }
}

function readFrom(path: string, start: number, end: number): Buffer {
  const bytes = Buffer.alloc(end - start);
  const fd = openSync(path, 'r');
  try {
    return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, start));
  } finally {
    closeSync(fd);
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
