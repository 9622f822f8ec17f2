// Getting hold of a port that the issuer lets a browser return to. An older login server in the way is asked to
// quit; what does not quit is left alone.

import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type Clock, sleep } from '../util/clock.js';
import { textAt } from '../util/peek.js';
import { OAuthError } from './errors.js';

const HOST = '127.0.0.1';
const ATTEMPTS = 10;
const PAUSE_MS = 200;
const QUIT_PATIENCE_MS = 2000;

/**
 * Listens on the first of `ports` that can be had, 0 being any, and returns it.
 * @throws OAuthError `port_in_use` | `listen_failed`, or the signal's reason
 */
export async function listenForCallback(
  server: Server,
  ports: readonly number[],
  { clock, signal }: { clock: Clock; signal?: AbortSignal },
): Promise<number> {
  let lastPort = 0;
  for (const [index, port] of ports.entries()) {
    lastPort = port;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      signal?.throwIfAborted();
      if (await tryListen(server, port)) return portOf(server);
      if (attempt === 1 && index === 0) await askToQuit(port, clock);
      if (attempt < ATTEMPTS) await sleep(clock, PAUSE_MS, signal);
    }
  }
  throw new OAuthError('port_in_use', `Port ${HOST}:${lastPort} is already in use`);
}

/** False when somebody else has the port. */
function tryListen(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (cause: Error): void => {
      server.off('listening', onListening);
      if (textAt(cause, 'code') === 'EADDRINUSE') resolve(false);
      else reject(new OAuthError('listen_failed', cause.message, { cause }));
    };
    const onListening = (): void => {
      server.off('error', onError);
      resolve(true);
    };
    server.once('error', onError);
    server.once('listening', onListening);
    server.listen(port, HOST);
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port; // it listens on a port, not on a path
}

/** Resolves when whoever listens there has answered, hung up, or taken too long. */
function askToQuit(port: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port });
    const cancel = clock.setTimeout(() => socket.destroy(), QUIT_PATIENCE_MS);
    socket.on('error', () => undefined);
    socket.once('data', () => socket.destroy());
    socket.once('close', () => {
      cancel();
      resolve();
    });
    socket.write(`GET /cancel HTTP/1.1\r\nHost: ${HOST}:${port}\r\nConnection: close\r\n\r\n`);
  });
}
