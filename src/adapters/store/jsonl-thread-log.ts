// The append-only log of one thread over one rollout file. The last stage of the path from domain to disk:
// one append is one write to a descriptor in append mode.

import {
  closeSync,
  fdatasync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { DomainError } from '../../domain/errors.js';
import type { ThreadLog } from '../../domain/ports.js';
import type { HistoryRecord } from '../../domain/records.js';
import type { RolloutEncoder } from './rollout-encoder.js';
import { linesOf, type RolloutTail } from './rollout-file.js';
import { storageError } from './storage-error.js';

export interface LogOptions {
  path: string;
  encoder: RolloutEncoder;
  /** End of the file as it was read; null for a file that is still to be made. */
  tail: RolloutTail | null;
  /** Writes the file to go on in without a turn and what follows it; null where there cannot be one. */
  revise?(path: string, turnId: string): { path: string; tail: RolloutTail } | null;
  /** Called after every append with the new length of the file. */
  onAppend(records: readonly HistoryRecord[], length: number): void;
  /** Called once, when the log is closed. */
  onClose(): Promise<void>;
}

/** How far back the last line is looked for when another process has written to the file. */
const LAST_LINE_WINDOW = 256 * 1024;

export class JsonlThreadLog implements ThreadLog {
  readonly #options: LogOptions;
  #path: string;
  #tail: RolloutTail | null;
  #fd: number | null = null;
  #length = 0;
  #closed = false;
  #dirty = false;
  #running: Promise<void> | null = null;
  #waiting: Promise<void> | null = null;

  constructor(options: LogOptions) {
    this.#path = options.path;
    this.#tail = options.tail;
    this.#options = options;
  }

  get path(): string {
    return this.#path;
  }

  get isBegun(): boolean {
    return this.#tail !== null || this.#length > 0;
  }

  begin(): void {
    if (!this.isBegun) this.#append([]);
  }

  append(records: readonly HistoryRecord[]): void {
    if (records.length > 0) this.#append(records);
  }

  #append(records: readonly HistoryRecord[]): void {
    if (this.#closed) throw new DomainError({ code: 'storage', message: `the log ${this.path} is closed` });
    const { encoder } = this.#options;
    try {
      const fd = this.#open();
      const { size, nlink } = fstatSync(fd);
      if (nlink === 0) throw new Error('the file was deleted');
      if (size !== this.#length) this.#catchUp(fd, size);
      const ordinal = encoder.nextOrdinal;
      const head = this.#length === 0 ? encoder.head() : '';
      try {
        this.#write(fd, Buffer.from(head + encoder.encode(records)));
      } catch (cause) {
        encoder.nextOrdinal = ordinal;
        throw cause;
      }
    } catch (cause) {
      throw storageError(`cannot append to ${this.path}`, cause);
    }
    this.#dirty = true;
    this.#options.onAppend(records, this.#length);
  }

  sync(): Promise<void> {
    if (!this.#dirty && !this.#running) return Promise.resolve();
    // A flush that has begun may miss the newest bytes, so later callers share the one after it.
    if (!this.#running) {
      this.#running = this.#flush().finally(() => {
        this.#running = null;
      });
      return this.#running;
    }
    if (!this.#dirty) return this.#running;
    this.#waiting ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#waiting = null;
        return this.sync();
      });
    return this.#waiting;
  }

  async cutBefore(turnId: string): Promise<boolean> {
    await this.sync();
    if (this.#closed) throw new DomainError({ code: 'storage', message: `the log ${this.path} is closed` });
    try {
      const revision = this.#options.revise?.(this.path, turnId) ?? null;
      if (revision === null) return false;
      if (this.#fd !== null) closeSync(this.#fd);
      this.#fd = null;
      this.#path = revision.path;
      this.#tail = revision.tail;
      this.#options.encoder.nextOrdinal = revision.tail.nextOrdinal;
      return true;
    } catch (cause) {
      throw storageError(`cannot revise ${this.path}`, cause);
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    try {
      await this.sync();
    } finally {
      if (this.#fd !== null) closeSync(this.#fd);
      this.#fd = null;
      await this.#options.onClose();
    }
  }

  #open(): number {
    if (this.#fd !== null) return this.#fd;
    const tail = this.#tail;
    mkdirSync(dirname(this.path), { recursive: true });
    this.#fd = openSync(this.path, tail === null ? 'ax+' : 'a+', 0o644);
    if (tail !== null) this.#mend(this.#fd, tail);
    return this.#fd;
  }

  /** Cuts off a torn last line, or ends a whole one. */
  #mend(fd: number, tail: RolloutTail): void {
    this.#length = tail.goodLength;
    const { size } = fstatSync(fd);
    if (size > tail.goodLength) {
      // Bytes after the torn line mean that someone else has written meanwhile: theirs to keep.
      const after = readTail(fd, size, size - tail.goodLength);
      if (!after.includes(0x0a)) ftruncateSync(fd, tail.goodLength);
    }
    if (tail.needsNewline && size === tail.goodLength) this.#write(fd, Buffer.from('\n'));
  }

  /** Another process has written to the file: go on after its last line. */
  #catchUp(fd: number, size: number): void {
    const { lines, tail } = linesOf(readTail(fd, size, LAST_LINE_WINDOW));
    const { encoder } = this.#options;
    if (lines.length > 0) encoder.nextOrdinal = Math.max(encoder.nextOrdinal, tail.nextOrdinal);
    this.#length = size;
    const last = readTail(fd, size, 1);
    if (last.length > 0 && last[0] !== 0x0a) this.#write(fd, Buffer.from('\n'));
  }

  #write(fd: number, bytes: Buffer): void {
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(fd, bytes, written);
    } catch (cause) {
      if (written > 0) this.#takeBack(fd, written);
      throw cause;
    }
    this.#length += bytes.length;
  }

  /** Half a line is on disk: remove it, unless someone has written after it. */
  #takeBack(fd: number, written: number): void {
    if (fstatSync(fd).size === this.#length + written) ftruncateSync(fd, this.#length);
  }

  #flush(): Promise<void> {
    const fd = this.#fd;
    this.#dirty = false;
    if (fd === null) return Promise.resolve();
    return new Promise((resolve, reject) => {
      fdatasync(fd, (error) => {
        if (!error) return resolve();
        this.#dirty = true;
        reject(storageError(`cannot flush ${this.path}`, error));
      });
    });
  }
}

function readTail(fd: number, size: number, length: number): Buffer {
  const bytes = Buffer.alloc(Math.min(size, length));
  const read = readSync(fd, bytes, 0, bytes.length, size - bytes.length);
  return bytes.subarray(0, read);
}
