// Tables as clients are shown them: with every member, whatever was set, and without what nobody knows. Pure.

import type { TableFacts, Tables } from './config-tables.js';
import { changedAt } from './key-patterns.js';
import { isTree, merged, type Tree } from './tree.js';

/** Tables that are there get their missing members, and lose those they do not have. */
export function filledIn(set: Tree, tables: Tables): Tree {
  return Object.entries(tables).reduce(
    (tree, [pattern, facts]) =>
      changedAt(tree, pattern, (value) => {
        if (isTree(value)) return isMeant(value, facts) ? filled(value, facts) : value;
        return facts.mayBeSwitch && typeof value === 'boolean' ? null : value;
      }),
    set,
  );
}

function isMeant(value: Tree, { where }: TableFacts): boolean {
  return Object.entries(where).every(([key, word]) => value[key] === word);
}

function filled(value: Tree, facts: TableFacts): Tree {
  const { shown, others, hidden, beside, isOpen } = facts;
  const isShown = (key: string): boolean =>
    Object.hasOwn(shown, key) || others.includes(key) || (isOpen && !hidden.includes(key));
  const set = Object.fromEntries(renamed(value, facts).filter(([key]) => isShown(key)));
  const usual = Object.entries(beside)
    .filter(([key]) => set[key] !== undefined)
    .map(([, tree]) => tree);
  return merged([shown, ...usual].reduce(merged), set);
}

/** Of a member that is there by both of its names, the newer one comes last. */
function renamed(value: Tree, { older }: TableFacts): [string, unknown][] {
  const isOlder = (key: string): boolean => Object.hasOwn(older, key);
  const entries = Object.entries(value);
  return [
    ...entries.filter(([key]) => isOlder(key)).map(([key, one]) => nowCalled(older[key] ?? key, key, one)),
    ...entries.filter(([key]) => !isOlder(key)),
  ];
}

function nowCalled(name: string, key: string, value: unknown): [string, unknown] {
  const areSeconds = key.endsWith('_ms') && name.endsWith('_sec') && typeof value === 'number';
  return [name, areSeconds ? value / 1000 : value];
}
