// A line to a speaking model over a WebSocket. Loaded with the first conversation.

import { STATUS_CODES } from 'node:http';
import { WebSocket } from 'ws';
import {
  type SpokenLine,
  type SpokenListener,
  type SpokenMessage,
  SpokenProblem,
} from '../../domain/realtime/spoken-ports.js';
import { messageOf } from '../../util/coded-error.js';
import { deferred } from '../../util/deferred.js';

export interface LineParts {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly listener: SpokenListener;
  readonly signal: AbortSignal;
  /** The words for what goes wrong differ. */
  readonly isOlder: boolean;
}

const HANDSHAKE_MS = 15_000;
const MOST_BYTES = 64 * 1024 * 1024;
const ABNORMAL = 1006;

/** Resolves when the model takes up. @throws SpokenProblem */
export async function openLine(parts: LineParts): Promise<SpokenLine> {
  const { url, headers, listener, signal } = parts;
  // An abort that came before would tell nobody any more, and a model nobody waits for would be rung up.
  signal.throwIfAborted();
  const socket = new WebSocket(url, {
    headers,
    handshakeTimeout: HANDSHAKE_MS,
    perMessageDeflate: false,
    maxPayload: MOST_BYTES,
  });
  const opened = deferred();
  const give = (): void => socket.terminate();
  signal.addEventListener('abort', give, { once: true });
  socket.once('unexpected-response', (_request, { statusCode = 0 }) => {
    opened.reject(new SpokenProblem(refusalText(statusCode, parts.isOlder)));
    socket.terminate();
  });
  // Once it is open this settles nothing any more; the close that follows tells of it.
  socket.on('error', (thrown) => opened.reject(new SpokenProblem(connectText(thrown))));
  socket.once('open', () => {
    // What the model says is heard once whoever dialled has begun.
    socket.pause();
    setImmediate(() => socket.resume());
    opened.resolve();
  });
  try {
    await opened.promise;
  } catch (thrown) {
    signal.removeEventListener('abort', give);
    throw thrown;
  }
  let isOver = false;
  const end = (problem: string | null): void => {
    if (isOver) return;
    isOver = true;
    signal.removeEventListener('abort', give);
    listener.ended(problem);
    socket.terminate();
  };
  socket.on('message', (data: Buffer, isBinary) => {
    if (isOver) return;
    if (isBinary) return end('unexpected binary realtime websocket event');
    const message = parsed(data);
    if (message !== null) listener.heard(message);
  });
  socket.on('close', (code) => end(code === ABNORMAL ? brokenText(parts.isOlder) : null));
  return {
    send: (message) => socket.send(JSON.stringify(message)),
    close: () => {
      isOver = true;
      signal.removeEventListener('abort', give);
      socket.terminate();
    },
  };
}

/** A line that is still being opened: what is said meanwhile is said when it is. */
export function pendingLine(opening: Promise<SpokenLine>, listener: SpokenListener): SpokenLine {
  let isClosed = false;
  opening.catch((thrown: unknown) => {
    if (!isClosed) listener.ended(messageOf(thrown));
  });
  const use = (act: (line: SpokenLine) => void): void => void opening.then(act, () => undefined);
  return {
    send: (message) => use((line) => line.send(message)),
    close: () => {
      isClosed = true;
      use((line) => line.close());
    },
  };
}

/** What is not JSON is passed over. */
function parsed(data: Buffer): SpokenMessage | null {
  try {
    const value: unknown = JSON.parse(data.toString());
    return typeof value === 'object' ? (value as SpokenMessage | null) : null;
  } catch {
    return null;
  }
}

const DISCONNECTED = 'stream disconnected before completion';

function refusalText(status: number, isOlder: boolean): string {
  const answer = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  return isOlder
    ? `${DISCONNECTED}: failed to connect realtime websocket: HTTP error: ${answer}`
    : `unexpected status ${answer}: realtime websocket handshake failed`;
}

function connectText(thrown: unknown): string {
  const isRefused = (thrown as { code?: unknown }).code === 'ECONNREFUSED';
  const reason = isRefused ? 'Connection refused (os error 111)' : messageOf(thrown);
  return `${DISCONNECTED}: failed to connect realtime websocket: IO error: ${reason}`;
}

function brokenText(isOlder: boolean): string {
  const failed = isOlder ? 'failed to read websocket message' : 'failed to connect realtime websocket';
  return `${DISCONNECTED}: ${failed}: WebSocket protocol error: Connection reset without closing handshake`;
}
