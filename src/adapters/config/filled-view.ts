// Tables as clients are shown them: with every member, whatever was set. Pure.

import { isTree, merged, type Tree } from './tree.js';
import type { ViewFacts } from './view-facts.js';

/** Tables that are there get their missing members. */
export function filledIn(set: Tree, members: ViewFacts['members']): Tree {
  let result = set;
  for (const [pattern, defaults] of Object.entries(members)) {
    result = fill(result, pattern.split('.'), defaults);
  }
  return result;
}

function fill(tree: Tree, pattern: readonly string[], defaults: Tree): Tree {
  const [head, ...rest] = pattern;
  if (head === undefined) return merged(defaults, tree);
  const keys = head === '*' ? Object.keys(tree) : [head];
  const inner = keys.flatMap((key) => {
    const value = tree[key];
    return isTree(value) ? [[key, fill(value, rest, defaults)]] : [];
  });
  return inner.length === 0 ? tree : { ...tree, ...Object.fromEntries(inner) };
}
