// One open WebSocket as a transport, the same for both sides. Frames of one turn of the event loop
// share one write to the network.

import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { CloseReason } from './contract.js';
import { TransportError } from './errors.js';
import { type TransportLimits, withDefaults, within } from './limits.js';
import { textFrame } from './text-frame.js';
import { TransportBase } from './transport-base.js';

export interface WebSocketParts {
  readonly socket: WebSocket;
  /** The connection below it. */
  readonly stream: Socket;
  readonly kind: 'websocket' | 'unix';
  readonly label: string;
  /** Which end this is: only a client masks what it sends, only a server goes away. */
  readonly role: 'client' | 'server';
}

/** Above this a batch is sent at once, so that a long burst starts to flow early. */
const BATCH_LENGTH = 64 * 1024;
const NORMAL_CLOSURE = 1000;
const GOING_AWAY = 1001;
/** The most bytes a close frame can carry as its reason. */
const MAX_REASON_BYTES = 123;

export class WebSocketTransport extends TransportBase {
  readonly kind: 'websocket' | 'unix';
  readonly label: string;
  readonly #socket: WebSocket;
  readonly #stream: Socket;
  readonly #limits: ReturnType<typeof withDefaults>;
  readonly #role: 'client' | 'server';
  #corkedLength = 0;
  #isCorked = false;
  #isOverfull = false;
  #closing: CloseReason | undefined;

  constructor(parts: WebSocketParts, limits: TransportLimits) {
    super();
    this.kind = parts.kind;
    this.label = parts.label;
    this.#socket = parts.socket;
    this.#stream = parts.stream;
    this.#role = parts.role;
    this.#limits = withDefaults(limits);
    this.#socket.on('message', (data, isBinary) => {
      if (isBinary) this.warn('A binary message was ignored: the protocol uses text messages.');
      // With the default binary type a text message arrives as one Buffer.
      else this.receive((data as Buffer).toString());
    });
    this.#socket.on('error', (error) => this.#failed(error));
    this.#socket.on('close', (code, reason) => this.end(this.#describe(code, reason.toString())));
    this.#stream.on('drain', () => this.#checkDrain());
    this.#socket.pause();
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(frame: string): boolean {
    if (this.#closing !== undefined || this.hasEnded) return true;
    if (this.#socket.readyState !== this.#socket.OPEN) return true;
    this.#cork(frame.length);
    if (this.#role === 'client') this.#socket.send(frame, ignoreFailure);
    // Not through `ws`, which would encode the text anew for every connection it goes to.
    else this.#stream.write(textFrame(frame));
    if (this.bufferedBytes <= this.#limits.highWaterBytes) return true;
    this.#isOverfull = true;
    return false;
  }

  /** A message in fragments. */
  sendPieces(pieces: readonly string[]): boolean {
    if (this.#closing !== undefined || this.#socket.readyState !== this.#socket.OPEN) return true;
    this.#uncork();
    for (const [index, piece] of pieces.entries())
      this.#socket.send(piece, { fin: index === pieces.length - 1, binary: false }, ignoreFailure);
    return true;
  }

  async close(why?: string): Promise<void> {
    this.#closing ??= { cause: 'local', message: why ?? `${this.label} was closed by this side.` };
    this.#uncork();
    this.abandonFrames();
    // A paused socket would not see the other side's goodbye.
    this.#socket.resume();
    this.#socket.close(this.#role === 'server' ? GOING_AWAY : NORMAL_CLOSURE, shorten(why ?? ''));
    const { clock, closeTimeoutMs } = this.#limits;
    if (await within(clock, closeTimeoutMs, this.told)) return;
    this.#socket.terminate();
    await this.told;
  }

  terminate(why?: string): void {
    this.#closing ??= { cause: 'local', message: why ?? `${this.label} was ended by this side.` };
    this.abandonFrames();
    this.#socket.terminate();
  }

  protected pauseSource(): void {
    this.#socket.pause();
  }

  protected resumeSource(): void {
    this.#socket.resume();
  }

  #cork(length: number): void {
    if (!this.#isCorked) {
      this.#isCorked = true;
      this.#stream.cork();
      setImmediate(this.#uncork);
    }
    this.#corkedLength += length;
    if (this.#corkedLength < BATCH_LENGTH) return;
    this.#corkedLength = 0;
    this.#stream.uncork();
    this.#stream.cork();
  }

  readonly #uncork = (): void => {
    if (!this.#isCorked) return;
    this.#isCorked = false;
    this.#corkedLength = 0;
    this.#stream.uncork();
    this.#checkDrain();
  };

  #checkDrain(): void {
    if (!this.#isOverfull || this.bufferedBytes > this.#limits.highWaterBytes / 2) return;
    this.#isOverfull = false;
    this.drained();
  }

  #failed(error: Error & { code?: string }): void {
    const isOversized = error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
    const message = isOversized
      ? `A message above the ceiling of ${this.#limits.maxFrameBytes} bytes came in from ${this.label}.`
      : `The connection with ${this.label} broke: ${error.message}.`;
    const code = isOversized ? 'oversized' : 'lost';
    this.#closing ??= {
      cause: isOversized ? 'oversized' : 'error',
      message,
      error: new TransportError(code, message, { cause: error }),
    };
    // A sender that is in the middle of a huge message will not answer the close frame.
    void within(this.#limits.clock, this.#limits.closeTimeoutMs, this.told).then((isTold) => {
      if (!isTold) this.#socket.terminate();
    });
  }

  #describe(code: number, text: string): CloseReason {
    if (this.#closing !== undefined) return { ...this.#closing, wsCode: code };
    const how = code === 1006 ? 'went away without a goodbye' : `closed the connection with code ${code}`;
    const why = text === '' ? '' : `: ${text.replace(/\.$/, '')}`;
    return { cause: 'remote', message: `${this.label} ${how}${why}.`, wsCode: code };
  }
}

/** A frame that cannot be sent any more is no news: the close tells it. */
function ignoreFailure(): void {}

function shorten(reason: string): string {
  let short = reason;
  while (Buffer.byteLength(short) > MAX_REASON_BYTES) short = short.slice(0, -1);
  return short;
}
