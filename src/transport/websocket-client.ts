// Opens a WebSocket to a server, over TCP, TLS or a unix socket.

import { readlinkSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import type { ClientOptions, WebSocket } from 'ws';
import { messageOf } from '../util/coded-error.js';
import { canParseUrl } from '../util/url.js';
import type { Transport } from './contract.js';
import { TransportError } from './errors.js';
import { type TransportLimits, withDefaults } from './limits.js';
import { WebSocketTransport } from './websocket-transport.js';

export interface WebSocketClientOptions extends TransportLimits {
  /** Sent as `Authorization: Bearer …`. */
  readonly bearerToken?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How long the handshake may take, 10 s by default. */
  readonly connectTimeoutMs?: number | undefined;
  /** Gives up the attempt; has no effect once connected. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Connects to `ws://…`, `wss://…` or `unix://PATH`.
 * @throws TransportError `bad_address`, `unreachable`, `refused` (with `status`), `timeout`
 */
export async function connectWebSocket(
  url: string,
  options: WebSocketClientOptions = {},
): Promise<Transport> {
  const target = parseTarget(url);
  const { WebSocket } = await import('ws');
  const socket = new WebSocket(target.httpUrl, clientOptions(target, options));
  return new Promise((resolve, reject) => {
    const limits = withDefaults(options);
    const timeoutMs = options.connectTimeoutMs ?? 10_000;
    let stream: Socket | undefined;
    const fail = (error: TransportError): void => {
      settle();
      // Ending a half-made connection raises an error of its own, which is no news.
      socket.on('error', ignore);
      socket.terminate();
      reject(error);
    };
    const cancelTimer = limits.clock.setTimeout(() => {
      fail(
        new TransportError(
          'timeout',
          `${url} did not answer the WebSocket handshake within ${timeoutMs} ms.`,
        ),
      );
    }, timeoutMs);
    const onAbort = (): void => {
      const cause = { cause: options.signal?.reason };
      fail(new TransportError('unreachable', `Connecting to ${url} was given up.`, cause));
    };
    const settle = (): void => {
      cancelTimer();
      options.signal?.removeEventListener('abort', onAbort);
      socket.removeAllListeners();
    };
    options.signal?.addEventListener('abort', onAbort, { once: true });
    if (options.signal?.aborted) return onAbort();
    socket.on('upgrade', (response) => {
      stream = response.socket;
    });
    socket.on('error', (error) => fail(unreachable(url, error)));
    socket.on('unexpected-response', (_request, response) => {
      readSome(response).then((body) => fail(refused(url, response.statusCode ?? 0, body)), ignore);
    });
    socket.on('open', () => {
      settle();
      // The `upgrade` event always comes before `open`.
      resolve(openTransport(socket, stream as Socket, target, options));
    });
  });
}

interface Target {
  readonly url: string;
  readonly httpUrl: string;
  readonly socketPath: string | undefined;
}

function openTransport(
  socket: WebSocket,
  stream: Socket,
  target: Target,
  limits: TransportLimits,
): WebSocketTransport {
  const kind = target.socketPath === undefined ? 'websocket' : 'unix';
  return new WebSocketTransport({ socket, stream, kind, label: target.url, role: 'client' }, limits);
}

function parseTarget(url: string): Target {
  if (url.startsWith('unix://')) {
    const socketPath = url.slice('unix://'.length);
    if (socketPath !== '') return { url, httpUrl: 'ws://localhost/', socketPath: shortest(socketPath) };
  } else if (/^wss?:\/\//.test(url) && canParseUrl(url)) {
    return { url: withoutPassword(url), httpUrl: url, socketPath: undefined };
  }
  const message = `${url} is no address of an app-server; expected ws://HOST:PORT, wss://HOST or unix://PATH.`;
  throw new TransportError('bad_address', message);
}

/** The real server's socket is often a link to a short path, and only that fits into an address. */
function shortest(socketPath: string): string {
  if (Buffer.byteLength(socketPath) < 100) return socketPath;
  try {
    return path.resolve(path.dirname(socketPath), readlinkSync(socketPath));
  } catch {
    return socketPath;
  }
}

/** Labels go into logs. */
function withoutPassword(url: string): string {
  const parsed = new URL(url);
  if (parsed.password === '') return url;
  parsed.password = '***';
  return parsed.href;
}

function clientOptions(target: Target, options: WebSocketClientOptions): ClientOptions {
  const { bearerToken, headers } = options;
  const { socketPath } = target;
  return {
    perMessageDeflate: false,
    maxPayload: withDefaults(options).maxFrameBytes,
    headers: { ...headers, ...(bearerToken === undefined ? {} : { authorization: `Bearer ${bearerToken}` }) },
    // Not `ws+unix:`, which cannot say a path with a colon in it.
    ...(socketPath === undefined ? {} : { createConnection: (() => connect(socketPath)) as typeof connect }),
  };
}

function unreachable(url: string, error: Error): TransportError {
  const code = 'code' in error ? error.code : undefined;
  const why =
    code === 'ECONNREFUSED' || code === 'ENOENT'
      ? 'nothing listens there'
      : code === 'ENOTFOUND'
        ? 'the host name is unknown'
        : messageOf(error);
  return new TransportError('unreachable', `Cannot connect to ${url}: ${why}.`, { cause: error });
}

function refused(url: string, status: number, body: string): TransportError {
  const why = body === '' ? '' : ` (${body})`;
  return new TransportError('refused', `${url} refused the connection with HTTP ${status}${why}.`, {
    status,
  });
}

/** The start of an HTTP body, enough for a sentence. */
async function readSome(stream: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  try {
    for await (const chunk of stream) {
      text += chunk.toString();
      if (text.length > 500) break;
    }
  } catch {
    // A cut body still says what it says.
  }
  return text.trim().slice(0, 500);
}

function ignore(): void {}
