// A WebSocket at the level of its frames, for what no client library does: binary frames, pings, frames
// that announce more than they hold, and reading nothing.

import { request } from 'node:http';
import type { Duplex } from 'node:stream';

export const OPCODE = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface RawFrame {
  readonly opcode: number;
  readonly payload: string;
}

export class RawWebSocket {
  readonly #socket: Duplex;
  readonly #frames: RawFrame[] = [];
  readonly #listeners = new Set<() => void>();
  #rest = Buffer.alloc(0);
  /** Resolves when the connection is gone, or the other side says that it closes it. */
  readonly ended: Promise<void>;

  private constructor(socket: Duplex, head: Buffer) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', () => {});
    this.ended = new Promise((resolve) => {
      socket.once('close', resolve);
      void this.hears(OPCODE.close, () => true).then(() => resolve());
    });
    this.#receive(head);
  }

  static open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<RawWebSocket> {
    return new Promise((resolve, reject) => {
      const asked = request(url.replace(/^ws/, 'http'), {
        agent: false,
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
          ...headers,
        },
      });
      asked.on('upgrade', (_response, socket, head) => resolve(new RawWebSocket(socket, head)));
      asked.on('response', ({ statusCode }) => reject(new Error(`The upgrade was answered ${statusCode}.`)));
      asked.on('error', reject);
      asked.end();
    });
  }

  /** Up to 64 KiB; masked with zeros, as a client must mask. */
  send(opcode: number, payload: string): void {
    const bytes = Buffer.from(payload);
    const { length } = bytes;
    const size = length < 126 ? [0x80 | length] : [0x80 | 126, length >> 8, length & 0xff];
    this.#socket.write(Buffer.concat([Buffer.from([0x80 | opcode, ...size, 0, 0, 0, 0]), bytes]));
  }

  /** The head of a frame of so many bytes, and nothing of it. */
  announce(opcode: number, length: bigint): void {
    const head = Buffer.alloc(14);
    head[0] = 0x80 | opcode;
    head[1] = 0x80 | 127;
    head.writeBigUInt64BE(length, 2);
    this.#socket.write(head);
  }

  /** Reads nothing more. */
  pause(): void {
    this.#socket.pause();
  }

  /** The first frame of this kind that fits, come or coming. */
  async hears(opcode: number, fits: (payload: string) => boolean): Promise<RawFrame> {
    for (;;) {
      const found = this.#frames.find((frame) => frame.opcode === opcode && fits(frame.payload));
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        const listener = (): void => {
          this.#listeners.delete(listener);
          resolve();
        };
        this.#listeners.add(listener);
      });
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (let next = this.#next(); next !== undefined; next = this.#next()) this.#frames.push(next);
    for (const listener of this.#listeners) listener();
  }

  #next(): RawFrame | undefined {
    const [first, second] = this.#rest;
    if (first === undefined || second === undefined) return undefined;
    const short = second & 0x7f;
    const start = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (this.#rest.length < start) return undefined;
    const length =
      short < 126
        ? short
        : short === 126
          ? this.#rest.readUInt16BE(2)
          : Number(this.#rest.readBigUInt64BE(2));
    if (this.#rest.length < start + length) return undefined;
    const payload = this.#rest.subarray(start, start + length).toString();
    this.#rest = this.#rest.subarray(start + length);
    return { opcode: first & 0x0f, payload };
  }
}
