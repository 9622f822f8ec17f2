// A WebSocket at the level of its frames, for what no client library sends: binary frames and pings.

import { request } from 'node:http';
import type { Duplex } from 'node:stream';

export const OPCODE = { text: 1, binary: 2, ping: 9, pong: 10 } as const;

export interface RawFrame {
  readonly opcode: number;
  readonly payload: string;
}

export class RawWebSocket {
  readonly #socket: Duplex;
  readonly #frames: RawFrame[] = [];
  #rest = Buffer.alloc(0);
  #tell = (): void => {};

  private constructor(socket: Duplex, head: Buffer) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', () => {});
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

  /** Up to 125 bytes; masked with zeros, as a client must mask. */
  send(opcode: number, payload: string): void {
    const bytes = Buffer.from(payload);
    this.#socket.write(Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | bytes.length, 0, 0, 0, 0]), bytes]));
  }

  /** The first frame of this kind that fits, come or coming. */
  async hears(opcode: number, fits: (payload: string) => boolean): Promise<RawFrame> {
    for (;;) {
      const found = this.#frames.find((frame) => frame.opcode === opcode && fits(frame.payload));
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#tell = resolve;
      });
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (let next = this.#next(); next !== undefined; next = this.#next()) this.#frames.push(next);
    this.#tell();
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
