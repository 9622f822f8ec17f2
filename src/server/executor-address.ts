// What is wrong with the address of an executor, in the words of the real servers' parsers.

import { canParseUrl } from '../util/url.js';

/** Why headers must not be sent there: an encrypted line or this machine alone may have them. Null: they may. */
export function problemWithHeadersTo(address: string): string | null {
  if (!canParseUrl(address)) return `invalid exec-server WebSocket URL: ${unparsable(address)}`;
  const { protocol, hostname } = new URL(address);
  const isHere = hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
  return protocol === 'wss:' || isHere
    ? null
    : 'exec-server WebSocket headers require wss:// or a loopback destination';
}

function unparsable(address: string): string {
  const [, rest] = /^\s*[a-z][a-z0-9+.-]*:[/\\]*([^/\\?#]*)/i.exec(address) ?? [];
  if (rest === undefined) return 'relative URL without a base';
  const host = rest.slice(rest.lastIndexOf('@') + 1);
  if (host === '') return 'empty host';
  if (host.startsWith('[')) return 'invalid IPv6 address';
  const [, port] = /:([^:]*)$/.exec(host) ?? [];
  const isPort = port === undefined || (/^\d*$/.test(port) && Number(port) <= 0xffff);
  return isPort ? 'invalid international domain name' : 'invalid port number';
}

/** Why nobody can be called there; null: somebody can. */
export function problemWithCalling(address: string): string | null {
  const bad = (how: string): string => `HTTP format error: ${how}`;
  if (/[^\x21-\x7e]|["<>\\^`{|}]/.test(address)) return bad('invalid uri character');
  const [, scheme, rest = ''] = /^([^:/?#]*):\/\/(.*)$/.exec(address) ?? [];
  if (scheme !== undefined) {
    if (scheme !== '' && rest === '') return bad('empty string');
    if (scheme === '' || /^[/?#]/.test(rest)) return bad('invalid format');
    if (/^[^/?#]*\[[^\]/?#]*(?:$|[/?#])/.test(rest)) return bad('invalid authority');
  } else if (address.startsWith('/')) return 'URL error: No host name in the URL';
  else if (address.split(':').length > 2) return bad('invalid authority');
  if (!canParseUrl(address)) return 'IO error: invalid WebSocket URL';
  return /^wss?:\/\//.test(address) ? null : 'URL error: URL scheme not supported';
}
