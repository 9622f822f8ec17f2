// What an administrator demands of the network that commands see: `[experimental_network]` of requirements.toml. Pure.

import type { HostRules } from '../../domain/network/network-limits.js';
import { listAt } from '../../util/peek.js';
import type { ConfigVersion } from './config-schema.js';
import { isTree, type Tree } from './tree.js';

/** As `configRequirements/read` shows it, older ways to say the same filled in both ways; null where nothing is said. */
export function shownNetwork({ experimental_network: network }: Tree, version: ConfigVersion): Tree | null {
  if (!isTree(network)) return null;
  const { allowed_domains: allowed, denied_domains: denied, allow_unix_sockets: sockets } = network;
  const domains = network.domains ?? tableOf({ allow: allowed, deny: denied });
  const unixSockets = network.unix_sockets ?? tableOf({ allow: sockets });
  return {
    enabled: network.enabled ?? null,
    httpPort: network.http_port ?? null,
    socksPort: network.socks_port ?? null,
    allowUpstreamProxy: network.allow_upstream_proxy ?? null,
    dangerouslyAllowNonLoopbackProxy: network.dangerously_allow_non_loopback_proxy ?? null,
    dangerouslyAllowAllUnixSockets: network.dangerously_allow_all_unix_sockets ?? null,
    domains,
    ...(version === '0.118.0' ? {} : { reviewDomains: network.review_domains ?? null }),
    managedAllowedDomainsOnly: network.managed_allowed_domains_only ?? null,
    allowedDomains: namesWith('allow', domains),
    deniedDomains: namesWith('deny', domains),
    unixSockets,
    allowUnixSockets: namesWith('allow', unixSockets),
    allowLocalBinding: network.allow_local_binding ?? null,
  };
}

/** The hosts it names, whether it is enabled or not; undefined where nothing is said. */
export function hostsIn(demands: Tree): HostRules | undefined {
  const shown = shownNetwork(demands, '0.169.0');
  if (shown === null) return undefined;
  const named = (list: string): string[] => listAt(shown, list).map(String);
  return { allowed: named('allowedDomains'), denied: named('deniedDomains') };
}

/** Each name with the word its list stands under; null where no list is given. */
function tableOf(lists: Readonly<Record<string, unknown>>): Tree | null {
  const given = Object.entries(lists).filter(([, names]) => Array.isArray(names));
  if (given.length === 0) return null;
  return Object.fromEntries(
    given.flatMap(([word, names]) => (names as string[]).map((name) => [name, word])),
  );
}

/** Sorted as the real servers do; null where there are none. */
function namesWith(word: string, table: unknown): string[] | null {
  if (!isTree(table)) return null;
  const names = Object.keys(table).filter((name) => table[name] === word);
  return names.length === 0 ? null : names.sort();
}
