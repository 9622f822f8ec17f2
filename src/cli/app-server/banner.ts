// What a server that listens on a port says on stderr, word for word: programs look for these lines.

import { loadProfile } from '../../protocol/index.js';
import { isLoopback } from '../../transport/index.js';

/** The lines for `url`; none for stdio and unix sockets. */
export function banner(url: string, version: string): string {
  if (!url.startsWith('ws://')) return '';
  const address = url.slice('ws://'.length);
  const host = address.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return [
    'codex app-server (WebSockets)',
    `  listening on: ${url}`,
    `  readyz: http://${address}/readyz`,
    `  healthz: http://${address}/healthz`,
    `  note: ${noteFor(host, version)}`,
    '',
  ].join('\n');
}

function noteFor(host: string, version: string): string {
  if (isLoopback(host)) return 'binds localhost only (use SSH port-forwarding for remote access)';
  return loadProfile(version).quirks.nonLoopbackNeedsAuth
    ? 'websocket auth is required for non-localhost listeners'
    : 'websocket auth is opt-in in this build; configure `--ws-auth ...` before real remote use';
}
