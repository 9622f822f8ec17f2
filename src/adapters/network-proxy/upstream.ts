// The proxy that the server itself is told to use: HTTP requests and tunnels of commands go through it, where the limits
// let them. What goes through SOCKS does not, and exceptions (`NO_PROXY`) count for nothing, as in the real servers.

import { request as httpRequest } from 'node:http';
import { isIP, type Socket } from 'node:net';
import type { HostRequest } from '../../domain/network/host-gate.js';
import type { NetworkLimits } from '../../domain/network/network-limits.js';
import { isLocalHost } from './addresses.js';
import type { ProxyDialect } from './stop-answers.js';

export interface Upstream {
  readonly host: string;
  readonly port: number;
  /** What it is told of who asks. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface UpstreamRules {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly dialect: ProxyDialect;
}

/** Null: the host is reached without one. */
export function upstreamFor(
  { protocol, host }: HostRequest,
  { usesUpstream }: NetworkLimits,
  { env, dialect }: UpstreamRules,
): Upstream | null {
  if (!usesUpstream || protocol === 'socks5Tcp') return null;
  if (dialect !== '0.118.0' && isLocalHost(host)) return null;
  const names =
    protocol === 'https' ? ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'] : ['HTTP_PROXY', 'ALL_PROXY'];
  for (const name of names.flatMap((one) => [one, one.toLowerCase()])) {
    const found = upstreamAt(env[name]?.trim() ?? '');
    if (found !== null) return found;
  }
  return null;
}

/** Null for one that is not spoken to in plain HTTP. */
function upstreamAt(text: string): Upstream | null {
  if (text === '') return null;
  try {
    const url = new URL(text.includes('://') ? text : `http://${text}`);
    if (url.protocol !== 'http:' || url.hostname === '') return null;
    const whole = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    const headers = { 'proxy-authorization': `Basic ${Buffer.from(whole).toString('base64')}` };
    return {
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: Number(url.port || 80),
      headers: whole === ':' ? {} : headers,
    };
  } catch {
    return null;
  }
}

/** A tunnel to the host. @throws when there is none to be had */
export function tunnelThrough({ host, port, headers }: Upstream, wanted: HostRequest): Promise<Socket> {
  const target = `${isIP(wanted.host) === 6 ? `[${wanted.host}]` : wanted.host}:${wanted.port}`;
  return new Promise((resolve, reject) => {
    const asked = httpRequest({
      host,
      port,
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...headers },
      agent: false,
    });
    asked.on('error', reject);
    // Only a tunnel is an answer of use.
    asked.on('response', () => asked.destroy(new Error('The proxy gives no tunnel.')));
    asked.on('connect', ({ statusCode }, socket, head) => {
      if (statusCode !== 200) {
        socket.destroy();
        return reject(new Error(`The proxy answers ${statusCode}.`));
      }
      if (head.length > 0) socket.unshift(head);
      resolve(socket as Socket);
    });
    asked.end();
  });
}
