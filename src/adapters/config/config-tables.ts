// What is known of a table of the configuration: its members, and how they are shown. The tables of each version are data
// beside this file, measured from the real servers.

import type { Tree } from './tree.js';

export interface TableFacts {
  /** Members that are shown whether they are set or not, as they are when they are not. */
  readonly shown: Tree;
  /** Members that are shown once they are set. */
  readonly others: readonly string[];
  /** Members that are known and never shown. */
  readonly hidden: readonly string[];
  /** Members that are shown, whether they are set or not, once another is set. */
  readonly beside: Readonly<Record<string, Tree>>;
  /** Older names of members, which are shown by the newer ones; milliseconds may be seconds now. */
  readonly older: Readonly<Record<string, string>>;
  /** Members of any other name are tables of their own. */
  readonly isOpen: boolean;
  /** Nobody is told of members that are not known. */
  readonly isLenient: boolean;
  /** It may be a mere switch, which is shown as null. */
  readonly mayBeSwitch: boolean;
  /** What a table of several kinds must say to be of this one. */
  readonly where: Tree;
}

/** By pattern; what is around a table stands before it. */
export type Tables = Readonly<Record<string, TableFacts>>;

/** `unset` are names of members that are shown as null, `others` and `hidden` names, too, with spaces between them. */
export function table(
  facts: Partial<Omit<TableFacts, 'shown' | 'others' | 'hidden'>> & {
    readonly unset?: string;
    readonly usual?: Tree;
    readonly others?: string;
    readonly hidden?: string;
  },
): TableFacts {
  const { unset: names = '', usual = {}, others = '', hidden = '', ...rest } = facts;
  return {
    beside: {},
    older: {},
    isOpen: false,
    isLenient: false,
    mayBeSwitch: false,
    where: {},
    ...rest,
    shown: { ...unset(names), ...usual },
    others: namesIn(others),
    hidden: namesIn(hidden),
  };
}

/** Members that are null until they are set. */
export function unset(names: string): Tree {
  return Object.fromEntries(namesIn(names).map((name) => [name, null]));
}

function namesIn(text: string): string[] {
  return text.split(/\s+/).filter((name) => name !== '');
}

/** Whether a table has a member of that name. */
export function hasMember(facts: TableFacts, name: string): boolean {
  const { shown, others, hidden, older } = facts;
  return (
    Object.hasOwn(shown, name) || Object.hasOwn(older, name) || others.includes(name) || hidden.includes(name)
  );
}
