// Configuration as a tree of tables: merging, paths and fingerprints.

import { createHash } from 'node:crypto';

export type Tree = Readonly<Record<string, unknown>>;

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `above` wins; tables are merged, everything else is replaced. */
export function merged(below: Tree, above: Tree): Tree {
  const result: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = Object.hasOwn(below, key) ? below[key] : undefined;
    result[key] = isTree(under) && isTree(value) ? merged(under, value) : value;
  }
  return result;
}

export function valueAt(tree: Tree, path: readonly string[]): unknown {
  let value: unknown = tree;
  for (const key of path) {
    if (!isTree(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** A copy of the tree with the value put in place; what stands in the way of the path is replaced. */
export function withValue(tree: Tree, path: readonly string[], value: unknown): Tree {
  const [key, ...rest] = path;
  if (key === undefined) return tree;
  const under = Object.hasOwn(tree, key) ? tree[key] : undefined;
  const inner = rest.length === 0 ? value : withValue(isTree(under) ? under : {}, rest, value);
  return { ...tree, [key]: inner };
}

/** Dotted paths of everything that is not a table; array elements by their index. */
export function leafPaths(value: unknown, prefix = ''): string[] {
  const entries = Array.isArray(value)
    ? value.map((entry, index) => [String(index), entry] as const)
    : isTree(value)
      ? Object.entries(value)
      : null;
  if (entries === null) return [prefix];
  return entries.flatMap(([key, inner]) => leafPaths(inner, prefix === '' ? key : `${prefix}.${key}`));
}

/** `sha256:` of the tree as compact JSON with sorted keys. */
export function fingerprint(tree: Tree): string {
  return `sha256:${createHash('sha256').update(canonical(tree)).digest('hex')}`;
}

/** Compact JSON with sorted keys: the same text for the same value. */
export function canonical(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isTree(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}
