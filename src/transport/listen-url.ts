// The grammar of `--listen`. The texts are the real server's, to the letter; the older one knows
// neither unix sockets nor `off`.

import { isIPv4, isIPv6 } from 'node:net';
import { TransportError } from './errors.js';

export type ListenAddress =
  | { readonly kind: 'stdio' }
  | { readonly kind: 'websocket'; readonly host: string; readonly port: number }
  /** Without a path, the server's own default place is meant. */
  | { readonly kind: 'unix'; readonly path: string | undefined }
  | { readonly kind: 'off' };

export interface ListenGrammar {
  /** Whether `unix://`, `unix://PATH` and `off` are part of it: since 0.169, not in 0.118. */
  readonly hasUnixAndOff: boolean;
}

/** @throws TransportError `bad_address` */
export function parseListenUrl(url: string, grammar: ListenGrammar = { hasUnixAndOff: true }): ListenAddress {
  if (url === 'stdio://') return { kind: 'stdio' };
  if (url.startsWith('ws://')) {
    const address = parseSocketAddress(url.slice('ws://'.length));
    if (address !== undefined) return { kind: 'websocket', ...address };
    throw new TransportError(
      'bad_address',
      `invalid websocket --listen URL \`${url}\`; expected \`ws://IP:PORT\``,
    );
  }
  if (grammar.hasUnixAndOff) {
    if (url === 'off') return { kind: 'off' };
    if (url.startsWith('unix://')) return { kind: 'unix', path: url.slice('unix://'.length) || undefined };
  }
  const expected = grammar.hasUnixAndOff
    ? '`stdio://`, `unix://`, `unix://PATH`, `ws://IP:PORT`, or `off`'
    : '`stdio://` or `ws://IP:PORT`';
  throw new TransportError('bad_address', `unsupported --listen URL \`${url}\`; expected ${expected}`);
}

/** `127.0.0.1:80` or `[::1]:80`; host names are not part of the grammar. */
function parseSocketAddress(text: string): { host: string; port: number } | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text);
  const [, v6, v4, digits] = match ?? [];
  const port = Number(digits);
  if (!(port <= 65_535)) return undefined;
  if (v6 !== undefined && isIPv6(v6)) return { host: v6, port };
  if (v4 !== undefined && isIPv4(v4)) return { host: v4, port };
  return undefined;
}

/** `IP:PORT`, with brackets around an IPv6 address. */
export function formatSocketAddress(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
