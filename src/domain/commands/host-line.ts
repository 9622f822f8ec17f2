// An amendment about a host → the line that a rules file keeps of it, as the real servers write it. Pure.

import type { HostAmendment } from '../network/host-gate.js';

const WRITTEN = {
  http: ['http', 'http'],
  https: ['https', 'https_connect'],
  socks5Tcp: ['socks5_tcp', 'socks5_tcp'],
} as const;

export function hostLine({ host, protocol, action }: HostAmendment): string {
  const [written, named] = WRITTEN[protocol];
  const why = `${action === 'allow' ? 'Allow' : 'Deny'} ${named} access to ${host}`;
  const [quotedHost, quotedWhy] = [JSON.stringify(host), JSON.stringify(why)];
  return `network_rule(host=${quotedHost}, protocol="${written}", decision="${action}", justification=${quotedWhy})`;
}
