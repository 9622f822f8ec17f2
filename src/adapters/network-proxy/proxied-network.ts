// The network of one command: a room with doors to a proxy of its own, so that it is known whose requests those are.
// Loaded with the first command that needs one.

import type { NetworkRoomFiles } from '../../domain/command-ports.js';
import type { HostGate } from '../../domain/network/host-gate.js';
import type { NetworkLimits } from '../../domain/network/network-limits.js';
import { httpFront } from './http-front.js';
import { openRoom } from './network-room.js';
import { proxyEnv } from './proxy-env.js';
import { socksFront } from './socks-front.js';
import type { ProxyDialect } from './stop-answers.js';

export interface ProxiedNetwork {
  readonly files: NetworkRoomFiles;
  readonly env: Readonly<Record<string, string>>;
  close(): void;
}

/** @throws DomainError `sandboxUnavailable` */
export async function openProxiedNetwork(
  limits: NetworkLimits,
  gate: HostGate | undefined,
  dialect: ProxyDialect,
): Promise<ProxiedNetwork> {
  const policy = { limits, gate };
  const http = httpFront(policy, { env: process.env, dialect });
  const socks = socksFront(policy);
  const room = await openRoom({
    http: http.serve,
    socks: limits.hasSocks ? socks.serve : (socket) => socket.destroy(),
  });
  return {
    files: room.files,
    env: proxyEnv(room.ports, limits, dialect),
    close() {
      room.close();
      http.close();
      socks.close();
    },
  };
}
