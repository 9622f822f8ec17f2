// Addresses of this machine and of private networks, and how names become addresses. What a name leads to is looked at
// before it is used, and used as it was looked at.

import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

const NOT_PUBLIC = new BlockList();
for (const range of [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24'],
  ...['203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
])
  NOT_PUBLIC.addSubnet(...split(range), 'ipv4');
for (const range of ['::/128', '::1/128', 'fc00::/7', 'fe80::/10', 'ff00::/8', '64:ff9b::/96'])
  NOT_PUBLIC.addSubnet(...split(range), 'ipv6');

function split(range: string): [address: string, bits: number] {
  const [address = '', bits] = range.split('/');
  return [address, Number(bits)];
}

/** Of a normal host: an address that is not public, or the name of this machine. Other names are not looked up. */
export function isLocalHost(host: string): boolean {
  return host === 'localhost' || isLocalAddress(host);
}

export function isLocalAddress(host: string): boolean {
  const [bare = ''] = host.split('%');
  switch (isIP(bare)) {
    case 4:
      return NOT_PUBLIC.check(bare, 'ipv4');
    case 6:
      // An IPv4 address inside an IPv6 one is checked as such.
      return NOT_PUBLIC.check(bare, 'ipv6');
    default:
      return false;
  }
}

/** Every address of a host; none for a name that leads nowhere. */
export async function addressesOf(host: string): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}
