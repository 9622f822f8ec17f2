// One direction of a WebSocket as bytes → its messages, without being part of the connection. Only looks: pings,
// binary messages and extensions are none of its business (the tap lets no compression be agreed on).

import type { Direction } from '../format.js';
import type { Recorder } from '../recorder.js';
import type { Afterwards } from './byte-watch.js';

const [TEXT, CLOSE, CONTINUATION] = [0x1, 0x8, 0x0];
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
const HEAD_BYTES = 1024;

/** What a close frame says, and when it passed. */
export interface Goodbye {
  readonly code: number | undefined;
  readonly reason: string;
  readonly t: number;
}

export interface MessageWatchOptions {
  readonly recorder: Recorder;
  readonly afterwards: Afterwards;
  readonly dir: Direction;
  readonly conn: number;
  readonly onClose: (goodbye: Goodbye) => void;
}

export class MessageWatch {
  readonly #options: MessageWatchOptions;
  #rest: Buffer = Buffer.alloc(0);
  /** What has come since, put behind `rest` when a whole frame is there: joining at each piece takes the square. */
  #pieces: Buffer[] = [];
  #pieceBytes = 0;
  /** Bytes without which the next frame is not whole. */
  #wanted = 0;
  #parts: Buffer[] = [];
  #partBytes = 0;
  #isText = false;
  /** Bytes of a frame that is too long to keep. */
  #skip = 0;

  constructor(options: MessageWatchOptions) {
    this.#options = options;
  }

  push(chunk: Buffer): void {
    const t = this.#options.recorder.now();
    this.#options.afterwards.add(() => {
      this.#pieces.push(chunk);
      this.#pieceBytes += chunk.length;
      if (this.#rest.length + this.#pieceBytes < this.#wanted) return;
      this.#rest = this.#rest.length === 0 && this.#pieces.length === 1 ? chunk : this.#joined();
      this.#pieces = [];
      this.#pieceBytes = 0;
      this.#wanted = 0;
      while (this.#takeFrame(t));
    }, chunk.length);
  }

  #joined(): Buffer {
    return Buffer.concat([this.#rest, ...this.#pieces]);
  }

  /** False when the rest is no whole frame yet. */
  #takeFrame(t: number): boolean {
    if (this.#skip > 0) {
      const skipped = Math.min(this.#skip, this.#rest.length);
      this.#skip -= skipped;
      this.#rest = this.#rest.subarray(skipped);
      return this.#skip === 0 && this.#rest.length > 0;
    }
    const head = readHead(this.#rest);
    if (head === undefined) return false;
    const { isFinal, opcode, mask, start, length } = head;
    if (length > MAX_MESSAGE_BYTES) {
      const shown = unmasked(this.#rest.subarray(start, start + HEAD_BYTES), mask);
      const { recorder, dir, conn } = this.#options;
      recorder.cutFrame(dir, { head: shown.toString(), bytes: length }, { conn, t });
      this.#skip = start + length;
      return true;
    }
    if (this.#rest.length < start + length) {
      this.#wanted = start + length;
      return false;
    }
    const payload = unmasked(this.#rest.subarray(start, start + length), mask);
    this.#rest = this.#rest.subarray(start + length);
    this.#take(opcode, payload, { isFinal, t });
    return this.#rest.length > 0;
  }

  #take(opcode: number, payload: Buffer, { isFinal, t }: { isFinal: boolean; t: number }): void {
    const { recorder, dir, conn, onClose } = this.#options;
    if (opcode === CLOSE) {
      const code = payload.length >= 2 ? payload.readUInt16BE(0) : undefined;
      onClose({ code, reason: payload.toString('utf8', 2), t });
      return;
    }
    if (opcode === TEXT || (opcode !== CONTINUATION && opcode < CLOSE)) {
      this.#isText = opcode === TEXT;
      this.#parts = [];
      this.#partBytes = 0;
    } else if (opcode !== CONTINUATION) return;
    if (!this.#isText) return;
    this.#partBytes += payload.length;
    if (this.#partBytes <= MAX_MESSAGE_BYTES) this.#parts.push(payload);
    if (!isFinal) return;
    const text = Buffer.concat(this.#parts).toString();
    this.#parts = [];
    if (this.#partBytes <= MAX_MESSAGE_BYTES) recorder.frame(dir, text, { conn, t });
    else recorder.cutFrame(dir, { head: text.slice(0, HEAD_BYTES), bytes: this.#partBytes }, { conn, t });
  }
}

interface FrameHead {
  readonly isFinal: boolean;
  readonly opcode: number;
  readonly mask: Buffer | undefined;
  /** Where the payload starts. */
  readonly start: number;
  readonly length: number;
}

/** RFC 6455, section 5.2. */
function readHead(bytes: Buffer): FrameHead | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  const short = second & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const isMasked = (second & 0x80) !== 0;
  const start = 2 + lengthBytes + (isMasked ? 4 : 0);
  if (bytes.length < start) return undefined;
  const length =
    short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  const mask = isMasked ? bytes.subarray(start - 4, start) : undefined;
  return { isFinal: (first & 0x80) !== 0, opcode: first & 0x0f, mask, start, length };
}

/** A copy: the bytes themselves are on their way to the other side. */
function unmasked(bytes: Buffer, mask: Buffer | undefined): Buffer {
  const copy = Buffer.from(bytes);
  if (mask !== undefined)
    for (let index = 0; index < copy.length; index += 1)
      copy[index] = (copy[index] ?? 0) ^ (mask[index % 4] ?? 0);
  return copy;
}
