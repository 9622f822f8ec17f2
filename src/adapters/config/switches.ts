// The switches of `features`: true, false, or a table that says more.

import { isTree } from './tree.js';

/** By name; what is neither on nor off is left out. */
export function switchesIn(features: unknown): Record<string, boolean> {
  const entries = Object.entries(isTree(features) ? features : {});
  return Object.fromEntries(
    entries.flatMap(([name, value]) => {
      const on = isTree(value) ? value.enabled : value;
      return typeof on === 'boolean' ? [[name, on]] : [];
    }),
  );
}
