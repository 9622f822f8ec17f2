// Where in a configuration something stands, as a pattern: names with dots between them, `*` for every member of a table
// but `_default`, which is of another kind than the rest, and `[]` for every entry of a list. Pure.

import { isTree, type Tree } from './tree.js';

/** Everything that stands at a pattern; places in lists are part of the path, counted from 0. */
export function placesOf(
  value: unknown,
  pattern: string,
): { readonly path: string[]; readonly value: unknown }[] {
  return pattern
    .split('.')
    .reduce(
      (places, step) =>
        places.flatMap(({ path, value: outer }) =>
          stepsOf(outer, step).map(([key, inner]) => ({ path: [...path, key], value: inner })),
        ),
      [{ path: [] as string[], value }],
    );
}

/** The same with `change` made to everything that stands at the pattern. */
export function changedAt(tree: Tree, pattern: string, change: (value: unknown) => unknown): Tree {
  // A tree stays one: what stands at the end of a path is inside of it.
  return changed(tree, pattern.split('.'), change) as Tree;
}

function changed(value: unknown, steps: readonly string[], change: (value: unknown) => unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return change(value);
  const inner = stepsOf(value, step).map(([key, one]) => [key, changed(one, rest, change)] as const);
  if (inner.length === 0) return value;
  if (Array.isArray(value)) return inner.map(([, one]) => one);
  return { ...(value as Tree), ...Object.fromEntries(inner) }; // What has steps and is no list is a table.
}

function stepsOf(value: unknown, step: string): [key: string, inner: unknown][] {
  if (step === '[]') return Array.isArray(value) ? value.map((one, at) => [String(at), one]) : [];
  if (!isTree(value)) return [];
  if (step === '*') return Object.entries(value).filter(([key]) => key !== '_default');
  return Object.hasOwn(value, step) ? [[step, value[step]]] : [];
}
