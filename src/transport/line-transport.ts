// A transport over two byte streams, one JSON document per line: the common part of stdio (our
// process is the child) and child process (the other side is the child).

import type { Readable, Writable } from 'node:stream';
import { TransportError } from './errors.js';
import { oversizedMessage, type TransportLimits, withDefaults } from './limits.js';
import { LineSplitter } from './line-splitter.js';
import { LineWriter } from './line-writer.js';
import { TransportBase } from './transport-base.js';

export interface LineStreams {
  readonly input: Readable;
  readonly output: Writable;
}

export interface LineOptions extends TransportLimits {
  /**
   * What a line above the ceiling does: `close` ends the connection with the reason `oversized`;
   * `discard` skips the line and tells `onOversized`.
   */
  readonly oversized?: 'close' | 'discard' | undefined;
}

/** Subclasses decide what the end of either stream means. */
export abstract class LineTransport extends TransportBase {
  protected readonly input: Readable;
  protected readonly writer: LineWriter;
  protected readonly limits: ReturnType<typeof withDefaults>;

  constructor(streams: LineStreams, options: LineOptions) {
    super();
    this.limits = withDefaults(options);
    this.input = streams.input;
    this.writer = new LineWriter(streams.output, {
      highWaterBytes: this.limits.highWaterBytes,
      onDrain: () => this.drained(),
    });
    const splitter = new LineSplitter({
      maxBytes: this.limits.maxFrameBytes,
      onLine: (line) => this.receive(line),
      onOversized: (frame) => {
        if (options.oversized === 'discard') {
          this.reportOversized(frame);
          return;
        }
        const message = oversizedMessage(frame.bytes, frame.maxBytes);
        this.breakOff('oversized', new TransportError('oversized', message));
      },
    });
    this.input.on('data', (chunk: Buffer) => splitter.push(chunk));
    this.input.pause();
    this.input.once('end', () => {
      splitter.end();
      this.inputEnded();
    });
    this.input.once('error', (error) => this.#lost('reading', error));
    streams.output.on('error', (error) => this.outputFailed(error));
  }

  get bufferedBytes(): number {
    return this.writer.bufferedBytes;
  }

  send(frame: string): boolean {
    return this.writer.write(frame);
  }

  sendPieces(pieces: readonly string[]): boolean {
    return this.writer.writePieces(pieces);
  }

  /** The other side will send no more. */
  protected abstract inputEnded(): void;
  /** Ends the connection because of a fault of the other side or of the stream. */
  protected abstract breakOff(cause: 'oversized' | 'error', error: TransportError): void;

  protected outputFailed(error: Error): void {
    this.#lost('writing', error);
  }

  protected pauseSource(): void {
    this.input.pause();
  }

  protected resumeSource(): void {
    this.input.resume();
  }

  #lost(doing: string, error: Error): void {
    const message = `The connection (${this.label}) was lost while ${doing}: ${error.message}.`;
    this.breakOff('error', new TransportError('lost', message, { cause: error }));
  }
}
