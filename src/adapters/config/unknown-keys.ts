// Keys of a configuration that nobody knows, as 0.169.0 looks for them: at the top, inside of tables, and among the
// switches. Pure.

import { hasMember, type Tables } from './config-tables.js';
import { placesOf } from './key-patterns.js';
import { isTree, type Tree } from './tree.js';

/** Where switches stand. */
const SWITCHES = ['features', 'profiles.*.features'];

/** Dotted paths of the keys; places in lists count from 0. */
export function unknownKeysIn(
  config: Tree,
  known: { readonly top: Tree; readonly tables: Tables; isSwitch(name: string): boolean },
): string[] {
  const below = (pattern: string, isKnown: (name: string) => boolean): string[] =>
    placesOf(config, pattern).flatMap(({ path, value }) =>
      isTree(value)
        ? Object.keys(value)
            .filter((name) => !isKnown(name))
            .map((name) => [...path, name].join('.'))
        : [],
    );
  return [
    ...Object.keys(config).filter((key) => !Object.hasOwn(known.top, key)),
    ...Object.entries(known.tables).flatMap(([pattern, facts]) =>
      facts.isOpen || facts.isLenient ? [] : below(pattern, (name) => hasMember(facts, name)),
    ),
    ...SWITCHES.flatMap((pattern) => below(pattern, known.isSwitch)),
  ];
}
