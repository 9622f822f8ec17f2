// Tables of the configuration that say which hosts commands may reach → limits: a profile's `network`, the switch
// `features.network_proxy`, and what an administrator demands on top. Pure.

import type { NetworkLimits } from '../../domain/network/network-limits.js';
import type { ConfigVersion } from './config-schema.js';
import { isTree, type Tree } from './tree.js';

const NOTHING: NetworkLimits = {
  allowed: [],
  denied: [],
  allowsLocal: false,
  mode: 'full',
  hasSocks: true,
  usesUpstream: true,
  isManaged: false,
};

/** What a profile's table says of hosts; null where its commands need no proxy. */
export function limitsOfProfile(
  network: unknown,
  { version, proxy }: { readonly version: ConfigVersion; readonly proxy: NetworkLimits | null },
): NetworkLimits | null {
  if (!isTree(network) || network.enabled !== true) return null;
  if (version !== '0.118.0') return proxy === null ? null : limitsIn(network, proxy);
  const saysMore = Object.keys(network).some((key) => key !== 'enabled');
  return saysMore ? limitsIn(network, NOTHING) : null;
}

/** What the switch says, alone or as a table that has more to say; null where it is off. */
export function limitsOfFeature(features: unknown, version: ConfigVersion): NetworkLimits | null {
  const value = version !== '0.118.0' && isTree(features) ? features.network_proxy : undefined;
  if (value === true) return NOTHING;
  return isTree(value) && value.enabled === true ? limitsIn(value, NOTHING) : null;
}

/** What an administrator demands; null: nothing. */
export interface NetworkDemands {
  /** @param own what would count without demands; null: an open network, or none */
  over(own: NetworkLimits | null): NetworkLimits;
}

export function networkDemands({ experimental_network: network }: Tree): NetworkDemands | null {
  if (!isTree(network) || network.enabled !== true) return null;
  return {
    over(own) {
      const isAlone = network.managed_allowed_domains_only === true;
      const base = { ...(own ?? NOTHING), isManaged: true };
      return limitsIn(network, isAlone ? { ...base, allowed: [] } : base);
    },
  };
}

/** What the table says, and for the rest what counted before. */
function limitsIn(table: Tree, before: NetworkLimits): NetworkLimits {
  const flag = (value: unknown, otherwise: boolean): boolean =>
    typeof value === 'boolean' ? value : otherwise;
  return {
    allowed: [...before.allowed, ...namesWith('allow', table.domains), ...texts(table.allowed_domains)],
    denied: [...before.denied, ...namesWith('deny', table.domains), ...texts(table.denied_domains)],
    allowsLocal: flag(table.allow_local_binding, before.allowsLocal),
    mode: table.mode === 'limited' || table.mode === 'full' ? table.mode : before.mode,
    hasSocks: flag(table.enable_socks5, before.hasSocks),
    usesUpstream: flag(table.allow_upstream_proxy, before.usesUpstream),
    isManaged: before.isManaged,
  };
}

function namesWith(word: string, domains: unknown): string[] {
  if (!isTree(domains)) return [];
  return Object.keys(domains).filter((name) => domains[name] === word);
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
