// Lines → bytes. Frames of one turn of the event loop go out in one write; what the stream cannot
// take yet is counted, so that senders can hold back.

import type { Writable } from 'node:stream';

export interface LineWriterOptions {
  readonly highWaterBytes: number;
  /** Called when sending may go on after `write` said false. */
  onDrain(): void;
}

/** Above this the batch is written at once, so that a long burst starts to flow early. */
const BATCH_LENGTH = 64 * 1024;

/** Enough for the other side to read the one before. */
const PIECE_GAP_MS = 4;

export class LineWriter {
  readonly #stream: Writable;
  readonly #options: LineWriterOptions;
  #batch = '';
  #flushHandle: NodeJS.Immediate | undefined;
  #isOverfull = false;

  constructor(stream: Writable, options: LineWriterOptions) {
    this.#stream = stream;
    this.#options = options;
  }

  /** Counted in UTF-16 units where text was not encoded yet: exact for ASCII. */
  get bufferedBytes(): number {
    return this.#batch.length + this.#stream.writableLength;
  }

  /** Takes the line in any case; false when too much is unsent. */
  write(line: string): boolean {
    if (!this.#stream.writable) return true;
    this.#batch += `${line}\n`;
    if (this.#batch.length >= BATCH_LENGTH) this.#flush();
    else this.#flushHandle ??= setImmediate(this.#onTurnEnd);
    if (this.bufferedBytes <= this.#options.highWaterBytes) return true;
    this.#isOverfull = true;
    return false;
  }

  /** One line in several writes, a few milliseconds apart; more must not be written meanwhile. */
  writePieces(pieces: readonly string[]): boolean {
    this.#flush();
    for (const [index, piece] of pieces.entries()) {
      const text = index === pieces.length - 1 ? `${piece}\n` : piece;
      if (index === 0) this.#stream.write(text);
      else setTimeout(() => this.#stream.writable && this.#stream.write(text), index * PIECE_GAP_MS);
    }
    return true;
  }

  /** Resolves when everything written so far is with the operating system, or never will be. */
  finish(): Promise<void> {
    this.#flush();
    return new Promise((resolve) => {
      if (!this.#stream.writable || this.#stream.writableLength === 0) {
        resolve();
        return;
      }
      const done = (): void => {
        this.#stream.off('close', done);
        this.#stream.off('error', done);
        resolve();
      };
      this.#stream.once('close', done);
      this.#stream.once('error', done);
      this.#stream.write('', done);
    });
  }

  /** Drops what was not written yet and stops writing. */
  abandon(): void {
    this.#batch = '';
    this.#cancelFlush();
  }

  #flush(): void {
    this.#cancelFlush();
    if (this.#batch === '') return;
    const batch = this.#batch;
    this.#batch = '';
    if (this.#stream.writable) this.#stream.write(batch, this.#checkDrain);
  }

  #cancelFlush(): void {
    if (this.#flushHandle !== undefined) clearImmediate(this.#flushHandle);
    this.#flushHandle = undefined;
  }

  readonly #onTurnEnd = (): void => {
    this.#flush();
    this.#checkDrain();
  };

  readonly #checkDrain = (): void => {
    if (!this.#isOverfull || this.bufferedBytes > this.#options.highWaterBytes / 2) return;
    this.#isOverfull = false;
    this.#options.onDrain();
  };
}
