// What every transport promises to the layers above: whole text frames, in order, with backpressure
// both ways. How bytes become frames is each transport's own business.

import type { TransportError } from './errors.js';

export type TransportKind = 'stdio' | 'websocket' | 'unix' | 'memory' | 'child';

/**
 * Why a connection ended.
 * - `local`: our side closed it
 * - `remote`: the other side closed it, or its stream ended
 * - `exit`: the child process ended by itself
 * - `oversized`: a frame above the ceiling came in
 * - `error`: the connection broke
 */
export interface CloseReason {
  readonly cause: 'local' | 'remote' | 'exit' | 'oversized' | 'error';
  /** One sentence for a log or a person. */
  readonly message: string;
  readonly exitCode?: number;
  readonly signal?: string;
  /** WebSocket close code: 1006 when the other side vanished without one. */
  readonly wsCode?: number;
  readonly error?: TransportError;
}

/** A frame that was thrown away because it was longer than the ceiling. */
export interface OversizedFrame {
  /** Bytes seen so far; the frame may have been longer. */
  readonly bytes: number;
  readonly maxBytes: number;
  /** The first bytes as text, enough to recover a request id that stands at the front. */
  readonly head: string;
}

/** Default ceiling of one frame, in bytes. */
export const DEFAULT_MAX_FRAME_BYTES = 64 * 1024 * 1024;

/** Default amount of unsent bytes above which `send` says false. */
export const DEFAULT_HIGH_WATER_BYTES = 1024 * 1024;

/** One connection that carries text frames, already open when you get it. */
export interface Transport {
  readonly kind: TransportKind;
  /** Names the other side in logs: `ws://127.0.0.1:4222`, `pid 4711 (codex)`. */
  readonly label: string;
  /**
   * Queues one frame; it must hold no newline. The frame is always taken: false means that unsent
   * bytes are over the high-water mark, so wait for `onDrain`. After the close it does nothing.
   */
  send(frame: string): boolean;
  /**
   * Queues one frame in pieces that reach the other side apart from each other where the wire allows it. Only to
   * test receivers; a transport without wire does not have it.
   */
  sendPieces?(pieces: readonly string[]): boolean;
  /** Bytes accepted by `send` and not yet handed to the operating system. */
  readonly bufferedBytes: number;
  /** Sets the one receiver of frames. Frames wait, unread, until there is one. */
  onFrame(handler: (text: string) => void): void;
  /** Adds a handler for the moment `send` may be used again after it said false. */
  onDrain(handler: () => void): void;
  /** Adds a handler for the end, called exactly once; at once if the end is already past. */
  onClose(handler: (reason: CloseReason) => void): void;
  /** Adds a handler for frames that were thrown away as too long while the connection lives on. */
  onOversized(handler: (frame: OversizedFrame) => void): void;
  /** Adds a handler for input that is no frame and was ignored, such as a binary message. */
  onWarning(handler: (message: string) => void): void;
  /** Stops delivery, at once and also in the middle of a batch; the sender feels it. */
  pause(): void;
  resume(): void;
  /** Sends what is queued, says goodbye and resolves when the connection is gone. Never rejects. */
  close(why?: string): Promise<void>;
  /** Ends the connection now; queued frames are lost. */
  terminate(why?: string): void;
}

/** A place where connections arrive. */
export interface Listener {
  /** The address as bound: `ws://127.0.0.1:41327`, `unix:///run/a.sock`, `stdio://`. */
  readonly address: string;
  /** Sets the one receiver of connections. Connections wait until there is one. */
  onConnection(handler: (transport: Transport) => void): void;
  /** Stops accepting, then closes the connections that are open. Never rejects. */
  close(why?: string): Promise<void>;
}
