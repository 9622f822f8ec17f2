// Bytes → lines. The first stage of every transport that frames messages with newlines.

import type { OversizedFrame } from './contract.js';

export interface LineSplitterOptions {
  /** Ceiling of one line in bytes, its newline not counted. */
  readonly maxBytes: number;
  /** A line without its newline and without a carriage return before that. */
  onLine(line: string): void;
  /** Called once per line that crosses the ceiling, as soon as it does; the rest of it is skipped. */
  onOversized(frame: OversizedFrame): void;
}

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const HEAD_BYTES = 1024;

/** Splits any chunking of the same bytes into the same lines, and keeps no more than one line. */
export class LineSplitter {
  readonly #options: LineSplitterOptions;
  #parts: Buffer[] = [];
  #partBytes = 0;
  #isSkipping = false;

  constructor(options: LineSplitterOptions) {
    this.#options = options;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (;;) {
      const newline = chunk.indexOf(NEWLINE, start);
      if (newline < 0) break;
      this.#endLine(chunk, start, newline);
      start = newline + 1;
    }
    if (start < chunk.length) this.#keep(start === 0 ? chunk : chunk.subarray(start));
  }

  /** The stream has ended: what came after the last newline is a line too. */
  end(): void {
    if (this.#partBytes > 0) this.#endLine(Buffer.alloc(0), 0, 0);
  }

  #endLine(chunk: Buffer, start: number, newline: number): void {
    if (this.#isSkipping) {
      this.#isSkipping = false;
      return;
    }
    if (this.#partBytes === 0) {
      this.#emit(chunk, start, newline);
      return;
    }
    this.#parts.push(chunk.subarray(start, newline));
    const whole = Buffer.concat(this.#parts);
    this.#forget();
    this.#emit(whole, 0, whole.length);
  }

  #emit(bytes: Buffer, start: number, end: number): void {
    if (end - start > this.#options.maxBytes) {
      this.#refuse(bytes.subarray(start, end));
      return;
    }
    const hasReturn = end > start && bytes[end - 1] === CARRIAGE_RETURN;
    this.#options.onLine(bytes.toString('utf8', start, hasReturn ? end - 1 : end));
  }

  #keep(part: Buffer): void {
    if (this.#isSkipping) return;
    this.#parts.push(part);
    this.#partBytes += part.length;
    if (this.#partBytes <= this.#options.maxBytes) return;
    const seen = this.#partBytes;
    const head = Buffer.concat(this.#parts, Math.min(seen, HEAD_BYTES));
    this.#forget();
    this.#isSkipping = true;
    this.#refuse(head, seen);
  }

  #refuse(line: Buffer, bytes = line.length): void {
    const head = line.toString('utf8', 0, Math.min(line.length, HEAD_BYTES));
    this.#options.onOversized({ bytes, maxBytes: this.#options.maxBytes, head });
  }

  #forget(): void {
    this.#parts = [];
    this.#partBytes = 0;
  }
}
