// From a listen address to a listener. The servers are imported only when one is asked for.

import type { Listener } from './contract.js';
import type { ListenAddress } from './listen-url.js';
import { stdioListener } from './stdio.js';
import type { WebSocketServerOptions } from './websocket-server.js';

export type ListenOptions = Omit<WebSocketServerOptions, 'host' | 'port'>;

/**
 * Listens where `address` says; a unix address must have its path by now.
 * @throws TransportError `address_in_use`, `listen_failed`, `auth_config`
 */
export async function listen(
  address:
    | Exclude<ListenAddress, { kind: 'off' | 'unix' }>
    | { readonly kind: 'unix'; readonly path: string },
  options: ListenOptions = {},
): Promise<Listener> {
  switch (address.kind) {
    case 'stdio':
      return stdioListener(options);
    case 'websocket': {
      const { listenWebSocket } = await import('./websocket-server.js');
      return listenWebSocket({ ...options, host: address.host, port: address.port });
    }
    case 'unix': {
      const { listenUnix } = await import('./unix.js');
      return listenUnix({ ...options, path: address.path });
    }
  }
}
