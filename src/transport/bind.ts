// Binds a server to its address and puts what goes wrong into one sentence.

import type { ListenOptions, Server } from 'node:net';
import { messageOf } from '../util/coded-error.js';
import { TransportError } from './errors.js';

/** @throws TransportError `address_in_use`, `listen_failed`; `name` is the address for the message. */
export async function bindServer(server: Server, options: ListenOptions, name: string): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (error) {
    throw bindError(name, error);
  }
}

function bindError(name: string, error: unknown): TransportError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const cause = { cause: error };
  if (code === 'EADDRINUSE') {
    return new TransportError(
      'address_in_use',
      `Cannot listen on ${name}: something else listens there.`,
      cause,
    );
  }
  if (code === 'EADDRNOTAVAIL') {
    return new TransportError(
      'listen_failed',
      `Cannot listen on ${name}: this machine has no such address.`,
      cause,
    );
  }
  if (code === 'EACCES') {
    return new TransportError('listen_failed', `Cannot listen on ${name}: permission denied.`, cause);
  }
  return new TransportError('listen_failed', `Cannot listen on ${name}: ${messageOf(error)}.`, cause);
}
