// A file of lines that any number of processes append to: reads what has come since the last look, and adds lines.

import {
  appendFileSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

export interface SharedLinesOptions {
  /** Absolute. Need not exist yet. */
  path: string;
  /** The file is another one than it was: what was read is to be forgotten. */
  onReplaced(): void;
  /** Each whole line, in order; lines that are no JSON are passed over. */
  onLine(value: unknown): void;
}

export class SharedLines {
  readonly #options: SharedLinesOptions;
  #file = '';
  #read = 0;

  constructor(options: SharedLinesOptions) {
    this.#options = options;
  }

  /** Takes in what has been written since the last call, by anyone. */
  refresh(): void {
    const { path, onReplaced } = this.#options;
    const stat = statSync(path, { throwIfNoEntry: false });
    const file = stat ? `${stat.dev}:${stat.ino}` : '';
    const size = stat?.size ?? 0;
    if (file !== this.#file || size < this.#read) {
      onReplaced();
      this.#file = file;
      this.#read = 0;
    }
    if (size > this.#read) this.#take(readFrom(path, this.#read));
  }

  /** Adds one line. @throws the file system's error */
  append(value: unknown): void {
    const { path } = this.#options;
    const line = `${JSON.stringify(value)}\n`;
    mkdirSync(dirname(path), { recursive: true });
    for (;;) {
      const fd = openSync(path, 'a+');
      try {
        writeSync(fd, Buffer.from(endsTorn(fd) ? `\n${line}` : line));
        // Put in place of the old file meanwhile, a shorter one would lack the line.
        if (statSync(path, { throwIfNoEntry: false })?.ino === fstatSync(fd).ino) return;
      } finally {
        closeSync(fd);
      }
    }
  }

  /**
   * Puts `text` in place of what has been read; what others add meanwhile is kept behind it. One process at a time may.
   * @throws the file system's error
   */
  replace(text: string): void {
    const { path } = this.#options;
    const draft = `${path}.${process.pid}.tmp`;
    const old = openSync(path, 'r');
    try {
      writeFileSync(draft, text);
      renameSync(draft, path);
      // Whoever wrote to the old file after it was read, and saw it still in its place, does not write again.
      const late = readRest(old, this.#read);
      if (late.length > 0) appendFileSync(path, late);
    } finally {
      closeSync(old);
    }
    this.refresh();
  }

  #take(bytes: Buffer): void {
    const whole = bytes.lastIndexOf(0x0a) + 1;
    this.#read += whole;
    for (const line of bytes.toString('utf8', 0, whole).split('\n')) {
      const value = parsed(line);
      if (value !== undefined) this.#options.onLine(value);
    }
  }
}

/** Whether somebody died in the middle of the last line. */
function endsTorn(fd: number): boolean {
  const { size } = fstatSync(fd);
  const last = Buffer.alloc(1);
  return size > 0 && readSync(fd, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
}

function readFrom(path: string, start: number): Buffer {
  const fd = openSync(path, 'r');
  try {
    return readRest(fd, start);
  } finally {
    closeSync(fd);
  }
}

function readRest(fd: number, start: number): Buffer {
  const bytes = Buffer.alloc(Math.max(0, fstatSync(fd).size - start));
  return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, start));
}

function parsed(line: string): unknown {
  if (line === '') return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
