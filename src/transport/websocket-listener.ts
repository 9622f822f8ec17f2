// The server's side of WebSocket: one HTTP server that answers probes, keeps browsers and strangers
// out, and turns every other upgrade into a transport. Bound to a TCP port or a unix socket.

import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { WebSocketServer } from 'ws';
import type { Listener, Transport } from './contract.js';
import { answerHttp, type HttpAnswer } from './http-gate.js';
import { type TransportLimits, withDefaults } from './limits.js';
import { WebSocketTransport } from './websocket-transport.js';
import type { WsAuth } from './ws-auth.js';

export interface WebSocketListenerOptions extends TransportLimits {
  /** The check of `createWsAuth`; without it every upgrade is let in. */
  readonly auth?: WsAuth | undefined;
  /** Told about connections that were turned away, in words for a log. */
  readonly onRefused?: ((message: string) => void) | undefined;
}

/**
 * Makes a listener of an HTTP server that `bind` binds. `bind` returns the address as bound.
 * @throws whatever `bind` throws
 */
export async function createWebSocketListener(
  options: WebSocketListenerOptions,
  kind: 'websocket' | 'unix',
  bind: (server: Server) => Promise<string>,
): Promise<Listener> {
  const { WebSocketServer } = await import('ws');
  const upgrader = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: withDefaults(options).maxFrameBytes,
    // The protocol knows no subprotocol; without this the first one offered would be chosen.
    handleProtocols: () => false,
  });
  const server = createServer();
  const listener = new WebSocketListener({ server, upgrader, options, kind });
  listener.address = await bind(server);
  return listener;
}

interface ListenerParts {
  readonly server: Server;
  readonly upgrader: WebSocketServer;
  readonly options: WebSocketListenerOptions;
  readonly kind: 'websocket' | 'unix';
}

class WebSocketListener implements Listener {
  address = '';
  readonly #parts: ListenerParts;
  readonly #open = new Set<Transport>();
  #waiting: Transport[] = [];
  #handler: ((transport: Transport) => void) | undefined;
  #isClosed = false;

  constructor(parts: ListenerParts) {
    this.#parts = parts;
    parts.server.on('request', (request, response) => {
      const answer = answerHttp(request) ?? { status: 500, body: '' };
      this.#noteRefusal(request.socket, answer);
      response.writeHead(answer.status, responseHeaders(answer)).end(answer.body);
    });
    parts.server.on('upgrade', (request, stream, head) => {
      // An HTTP server over TCP or a unix socket hands out nothing but sockets.
      this.#upgrade(request, stream as Socket, head).catch(() => stream.destroy());
    });
  }

  onConnection(handler: (transport: Transport) => void): void {
    this.#handler = handler;
    for (const transport of this.#waiting.splice(0)) handler(transport);
  }

  async close(why = 'The server is shutting down.'): Promise<void> {
    const { server } = this.#parts;
    this.#isClosed = true;
    const stopped = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    await Promise.all([...this.#open].map((transport) => transport.close(why)));
    // What is left are probes and half-made upgrades.
    server.closeAllConnections();
    await stopped;
  }

  async #upgrade(request: IncomingMessage, stream: Socket, head: Buffer): Promise<void> {
    stream.on('error', () => stream.destroy());
    const refusal = answerHttp(request) ?? (await this.#authRefusal(request));
    if (refusal !== undefined) {
      this.#noteRefusal(stream, refusal);
      stream.end(rawResponse(refusal));
      return;
    }
    if (this.#isClosed) {
      stream.destroy();
      return;
    }
    this.#parts.upgrader.handleUpgrade(request, stream, head, (socket) => {
      const { kind, options } = this.#parts;
      const label = kind === 'unix' ? 'a unix socket client' : `${stream.remoteAddress}:${stream.remotePort}`;
      this.#add(new WebSocketTransport({ socket, stream, kind, label, role: 'server' }, options));
    });
  }

  async #authRefusal(request: IncomingMessage): Promise<HttpAnswer | undefined> {
    const body = await this.#parts.options.auth?.(request.headers.authorization);
    return body === undefined ? undefined : { status: 401, body };
  }

  #add(transport: Transport): void {
    this.#open.add(transport);
    transport.onClose(() => this.#open.delete(transport));
    if (this.#handler === undefined) this.#waiting.push(transport);
    else this.#handler(transport);
  }

  #noteRefusal(stream: Socket, answer: HttpAnswer): void {
    if (answer.status < 400) return;
    const from = stream.remoteAddress ?? 'a unix socket client';
    const why = answer.body === '' ? '' : `: ${answer.body}`;
    this.#parts.options.onRefused?.(`A connection from ${from} was refused with HTTP ${answer.status}${why}`);
  }
}

function responseHeaders({ body, headers }: HttpAnswer): Record<string, string> {
  return {
    ...headers,
    ...(body === '' ? {} : { 'content-type': 'text/plain; charset=utf-8' }),
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
}

function rawResponse(answer: HttpAnswer): string {
  const lines = Object.entries(responseHeaders(answer)).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}`, ...lines, '', answer.body].join('\r\n');
}
