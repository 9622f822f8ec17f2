// What the tables of `[permissions]` may hold, the complaint about other things, and how config/read shows them.

import { unknownVariant, wrongType } from '../../util/value-words.js';
import type { ConfigVersion } from './config-problem.js';
import { isTree, type Tree } from './tree.js';

/** The first thing in `permissions` that cannot be; null where all is in order. */
export function permissionsComplaint(permissions: unknown, version: ConfigVersion): string | null {
  return tableOf(permissions, 'PermissionsToml', (profile) =>
    tableOf(profile, 'PermissionProfileToml', (value, key) => ofProfile(key, value, version)),
  );
}

function ofProfile(key: string, value: unknown, version: ConfigVersion): string | null {
  const isOlder = version === '0.118.0';
  if (key === 'filesystem') {
    return tableOf(value, 'FilesystemPermissionsToml', (entry, path) => {
      if (path === 'glob_scan_max_depth' && !isOlder) return ofDepth(entry);
      return isAccess(entry, isOlder) ||
        (isTree(entry) && Object.values(entry).every((one) => isAccess(one, isOlder)))
        ? null
        : 'data did not match any variant of untagged enum FilesystemPermissionToml';
    });
  }
  if (key === 'network') return tableOf(value, 'NetworkToml', (one, name) => ofNetwork(name, one, isOlder));
  if (isOlder) return null;
  if (key === 'workspace_roots') return tableOf(value, 'WorkspaceRootsToml', ofBoolean);
  return key === 'description' || key === 'extends' ? ofString(value) : null;
}

function ofNetwork(name: string, value: unknown, isOlder: boolean): string | null {
  switch (name) {
    case 'proxy_url':
    case 'socks_url':
      return ofString(value);
    case 'mode':
      return ofWords(value, ['limited', 'full']);
    case 'domains':
      return tableOf(value, 'NetworkDomainPermissionsToml', (one) => ofWords(one, ['allow', 'deny']));
    case 'unix_sockets':
      return tableOf(value, 'NetworkUnixSocketPermissionsToml', (one) =>
        ofWords(one, ['allow', isOlder ? 'none' : 'deny']),
      );
    case 'mitm':
      return isOlder || isTree(value) ? null : wrongType(value, 'struct NetworkMitmTomlUnchecked');
    default:
      return SWITCHES.has(name) ? ofBoolean(value) : null;
  }
}

const SWITCHES: ReadonlySet<string> = new Set([
  'enabled',
  'enable_socks5',
  'enable_socks5_udp',
  'allow_upstream_proxy',
  'dangerously_allow_non_loopback_proxy',
  'dangerously_allow_all_unix_sockets',
  'allow_local_binding',
]);

function tableOf(
  value: unknown,
  name: string,
  member: (value: unknown, key: string) => string | null,
): string | null {
  if (!isTree(value)) return wrongType(value, `struct ${name}`);
  for (const [key, inner] of Object.entries(value)) {
    const complaint = member(inner, key);
    if (complaint !== null) return complaint;
  }
  return null;
}

function isAccess(value: unknown, isOlder: boolean): boolean {
  return value === 'read' || value === 'write' || value === 'none' || (value === 'deny' && !isOlder);
}

function ofString(value: unknown): string | null {
  return typeof value === 'string' ? null : wrongType(value, 'a string');
}

function ofBoolean(value: unknown): string | null {
  return typeof value === 'boolean' ? null : wrongType(value, 'a boolean');
}

function ofDepth(value: unknown): string | null {
  if (typeof value !== 'number' || !Number.isInteger(value)) return wrongType(value, 'usize');
  return value >= 0 ? null : `invalid value: integer \`${value}\`, expected usize`;
}

function ofWords(value: unknown, words: readonly string[]): string | null {
  if (typeof value !== 'string') return wrongType(value, 'string or map');
  return words.includes(value) ? null : unknownVariant(value, words);
}

/** The tables as each version shows them: what is not set is null, what is unknown is left out. */
export function permissionsShown(permissions: Tree, version: ConfigVersion): Tree {
  const isOlder = version === '0.118.0';
  return mapped(permissions, (profile) => {
    const { description, extends: parent, workspace_roots, filesystem, network } = profile;
    const files = isTree(filesystem)
      ? isOlder
        ? filesystem
        : { glob_scan_max_depth: null, ...mapValues(filesystem, wordShown) }
      : null;
    const shared = { filesystem: files, network: isTree(network) ? networkShown(network, isOlder) : null };
    if (isOlder) return shared;
    return {
      description: description ?? null,
      extends: parent ?? null,
      workspace_roots: workspace_roots ?? null,
      ...shared,
    };
  });
}

/** `none` is the older word for `deny`. */
function wordShown(value: unknown): unknown {
  if (isTree(value)) return mapValues(value, wordShown);
  return value === 'none' ? 'deny' : value;
}

function networkShown(network: Tree, isOlder: boolean): Tree {
  const names = [
    'enabled',
    'proxy_url',
    'enable_socks5',
    'socks_url',
    'enable_socks5_udp',
    'allow_upstream_proxy',
  ];
  names.push('dangerously_allow_non_loopback_proxy', 'dangerously_allow_all_unix_sockets', 'mode', 'domains');
  names.push('unix_sockets', 'allow_local_binding', ...(isOlder ? [] : ['mitm']));
  return Object.fromEntries(names.map((name) => [name, network[name] ?? null]));
}

function mapped(tree: Tree, change: (inner: Tree) => Tree): Tree {
  return mapValues(tree, (value) => (isTree(value) ? change(value) : value));
}

function mapValues(tree: Tree, change: (value: unknown) => unknown): Tree {
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, change(value)]));
}
