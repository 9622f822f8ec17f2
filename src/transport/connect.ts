// From a server's URL, or a command that starts one, to a transport. Nothing heavy is imported
// before it is needed.

import type { ChildTransport, SpawnOptions } from './child-process.js';
import type { Transport } from './contract.js';
import type { WebSocketClientOptions } from './websocket-client.js';

/**
 * Connects to `ws://…`, `wss://…` or `unix://PATH`.
 * @throws TransportError `bad_address`, `unreachable`, `refused` (with `status`), `timeout`
 */
export async function connectTransport(url: string, options?: WebSocketClientOptions): Promise<Transport> {
  const { connectWebSocket } = await import('./websocket-client.js');
  return connectWebSocket(url, options);
}

/**
 * Starts a server as a child process and talks to it over stdio.
 * @throws TransportError `not_found`, `not_executable`, `spawn_failed`
 */
export async function startTransport(options: SpawnOptions): Promise<ChildTransport> {
  const { spawnTransport } = await import('./child-process.js');
  return spawnTransport(options);
}
