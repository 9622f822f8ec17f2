// Where the backend listens: reads the address, binds the server, and says which URL that gave.

import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { canParseUrl } from '../util/url.js';
import { BackendError } from './errors.js';

export const DEFAULT_URL = 'http://127.0.0.1:0';

/** @throws BackendError `bad_address` */
export function parseListenUrl(text: string): { readonly hostname: string; readonly port: number } {
  const url = canParseUrl(text) ? new URL(text) : undefined;
  const isPlain =
    url?.protocol === 'http:' && url.pathname === '/' && url.search === '' && url.username === '';
  if (url === undefined || !isPlain) {
    throw new BackendError(
      'bad_address',
      `Cannot listen on "${text}": expected http://HOST:PORT, e.g. ${DEFAULT_URL}.`,
    );
  }
  return {
    hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 80 : Number(url.port),
  };
}

/** Resolves to the URL it is bound to. @throws BackendError `address_in_use`, `listen_failed` */
export function bind(server: Server, hostname: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const where = `http://${hostname}:${port}`;
      reject(
        cause.code === 'EADDRINUSE'
          ? new BackendError(
              'address_in_use',
              `Cannot listen on ${where}: something else listens there. Choose another port, or 0 for a free one.`,
              { cause },
            )
          : new BackendError('listen_failed', `Cannot listen on ${where}: ${cause.message}.`, { cause }),
      );
    });
    server.listen(port, hostname, () => {
      // A TCP server that listens has an address with a port.
      const address = server.address() as AddressInfo;
      const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
      resolve(`http://${host}:${address.port}`);
    });
  });
}
