// Listens for WebSocket connections on an IP address and port.

import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bindServer } from './bind.js';
import type { Listener } from './contract.js';
import { TransportError } from './errors.js';
import { formatSocketAddress, isLoopback } from './listen-url.js';
import { createWebSocketListener, type WebSocketListenerOptions } from './websocket-listener.js';

export interface WebSocketServerOptions extends WebSocketListenerOptions {
  /** An IP address; host names are refused by the grammar of `--listen`. */
  readonly host: string;
  /** 0 picks a free port; the listener's address tells which. */
  readonly port: number;
  /** Allows an address that other machines can reach without `auth`, as 0.118 did. */
  readonly allowOpenToNetwork?: boolean | undefined;
}

/** @throws TransportError `auth_config`, `address_in_use`, `listen_failed` */
export async function listenWebSocket(options: WebSocketServerOptions): Promise<Listener> {
  const { host, port } = options;
  if (options.auth === undefined && options.allowOpenToNetwork !== true && !isLoopback(host)) {
    throw new TransportError(
      'auth_config',
      `refusing to start non-loopback websocket listener ${formatSocketAddress(host, port)} without auth; ` +
        'configure `--ws-auth capability-token` or `--ws-auth signed-bearer-token`',
    );
  }
  return createWebSocketListener(options, 'websocket', async (server: Server) => {
    await bindServer(server, { host, port }, `ws://${formatSocketAddress(host, port)}`);
    // A server bound to a port has an address with one.
    const bound = server.address() as AddressInfo;
    return `ws://${formatSocketAddress(bound.address, bound.port)}`;
  });
}
