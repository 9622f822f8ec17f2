// The proxy as SOCKS5 clients know it (RFC 1928): connections, without passwords, and nothing else.

import type { Socket } from 'node:net';
import type { HostRequest } from '../../domain/network/host-gate.js';
import { normalHost } from '../../domain/network/network-limits.js';
import { connectTo, join, judge, type ProxyPolicy } from './destination.js';
import type { Front } from './http-front.js';

const VERSION = 5;
const NO_PASSWORD = 0;
const NO_METHOD = 0xff;
const CONNECT = 1;
const REPLY = { done: 0, stopped: 2, failed: 5, unknownCommand: 7, unknownAddress: 8 } as const;
/** Longest greeting or request. */
const MOST_BYTES = 600;

export function socksFront(policy: ProxyPolicy): Front {
  const open = new Set<Socket>();
  return {
    serve(socket) {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
      socket.on('error', () => socket.destroy());
      converse(socket, policy).catch(() => socket.destroy());
    },
    close() {
      for (const socket of open) socket.destroy();
    },
  };
}

async function converse(socket: Socket, policy: ProxyPolicy): Promise<void> {
  const bytes = new ByteReader(socket);
  const [version, count = 0] = await bytes.take(2);
  const methods = await bytes.take(count);
  if (version !== VERSION || !methods.includes(NO_PASSWORD)) {
    return void socket.end(Uint8Array.of(VERSION, NO_METHOD));
  }
  socket.write(Uint8Array.of(VERSION, NO_PASSWORD));
  const [, command, , kind] = await bytes.take(4);
  const host = await readHost(bytes, kind);
  if (host === null) return answer(socket, 'unknownAddress', true);
  const port = (await bytes.take(2)).readUInt16BE();
  if (command !== CONNECT) return answer(socket, 'unknownCommand', true);
  const wanted: HostRequest = { protocol: 'socks5Tcp', host: normalHost(host), port };
  const judgement = await judge(wanted, policy, policy.limits.mode === 'full');
  if (judgement.type === 'stopped') return answer(socket, 'stopped', true);
  let onward: Socket;
  try {
    onward = await connectTo(judgement.addresses, port);
  } catch {
    return answer(socket, 'failed', true);
  }
  answer(socket, 'done', false);
  onward.write(bytes.rest());
  join(socket, onward);
}

/** Null for a kind of address that nobody knows. */
async function readHost(bytes: ByteReader, kind: number | undefined): Promise<string | null> {
  if (kind === 1) return [...(await bytes.take(4))].join('.');
  if (kind === 3) {
    const [length = 0] = await bytes.take(1);
    return (await bytes.take(length)).toString('latin1');
  }
  if (kind !== 4) return null;
  const address = await bytes.take(16);
  return Array.from({ length: 8 }, (_, at) => address.readUInt16BE(2 * at).toString(16)).join(':');
}

/** Which address and port it went out from is nobody's business: all zeros. */
function answer(socket: Socket, reply: keyof typeof REPLY, isLast: boolean): void {
  const bytes = Uint8Array.of(VERSION, REPLY[reply], 0, 1, 0, 0, 0, 0, 0, 0);
  if (isLast) socket.end(bytes);
  else socket.write(bytes);
}

/** Takes bytes off a socket one request at a time; `rest` gives the socket back. */
class ByteReader {
  readonly #socket: Socket;
  #held: Buffer = Buffer.alloc(0);
  #wake = (): void => {};
  #isEnded = false;
  readonly #onData = (data: Buffer): void => {
    this.#held = Buffer.concat([this.#held, data]);
    if (this.#held.length > MOST_BYTES) this.#socket.pause();
    this.#wake();
  };
  readonly #onEnd = (): void => {
    this.#isEnded = true;
    this.#wake();
  };

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onEnd);
  }

  /** @throws when the other side ends before it has said so much */
  async take(count: number): Promise<Buffer> {
    while (this.#held.length < count) {
      if (this.#isEnded) throw new Error('The client has ended its request in the middle.');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }

  /** What has come beyond all that was taken. */
  rest(): Buffer {
    this.#socket.off('data', this.#onData);
    this.#socket.off('end', this.#onEnd);
    this.#socket.off('close', this.#onEnd);
    return this.#held;
  }
}
