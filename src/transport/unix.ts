// Listens for WebSocket connections on a unix socket: the real server, too, speaks WebSocket there
// and not lines. The socket is for this user alone and leaves no file behind.

import { lstatSync, mkdirSync, unlinkSync } from 'node:fs';
import { connect, type Server } from 'node:net';
import path from 'node:path';
import { messageOf } from '../util/coded-error.js';
import { bindServer } from './bind.js';
import type { Listener } from './contract.js';
import { TransportError } from './errors.js';
import { createWebSocketListener, type WebSocketListenerOptions } from './websocket-listener.js';

export interface UnixListenerOptions extends WebSocketListenerOptions {
  /** Relative paths count from the current folder. Missing folders are made. */
  readonly path: string;
}

/** What `sun_path` holds on Linux, its ending zero not counted; 103 on macOS. */
const MAX_PATH_BYTES = process.platform === 'darwin' ? 103 : 107;

/** @throws TransportError `address_in_use`, `listen_failed` */
export async function listenUnix(options: UnixListenerOptions): Promise<Listener> {
  const file = path.resolve(options.path);
  await makeWay(file);
  return createWebSocketListener(options, 'unix', async (server: Server) => {
    // Binding happens inside `listen`, before it returns, so the mask is changed for that call only.
    const mask = process.umask(0o177);
    const bound = bindServer(server, { path: file }, `unix://${file}`);
    process.umask(mask);
    await bound;
    return `unix://${file}`;
  });
}

/** Removes a socket that a dead server left, and refuses everything else that stands there. */
export async function makeWay(file: string): Promise<void> {
  if (Buffer.byteLength(file) > MAX_PATH_BYTES) {
    const message = `Cannot listen on unix://${file}: the path is longer than ${MAX_PATH_BYTES} bytes.`;
    throw new TransportError('listen_failed', message);
  }
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const stat = lstatSync(file, { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (!stat.isSocket() && !stat.isSymbolicLink()) {
      const message = `app-server control socket path exists and is not a socket: ${file}`;
      throw new TransportError('listen_failed', message);
    }
    if (await isAlive(file)) {
      const message = `app-server control socket is already in use at ${file}`;
      throw new TransportError('address_in_use', message);
    }
    unlinkSync(file);
  } catch (error) {
    if (error instanceof TransportError) throw error;
    const message = `Cannot listen on unix://${file}: ${messageOf(error)}.`;
    throw new TransportError('listen_failed', message, { cause: error });
  }
}

function isAlive(file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(file);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}
