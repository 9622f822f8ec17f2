// What a value of requirements.toml may be: shapes as data, what is wrong with a value of a shape, and which keys a shape
// does not know. Pure; texts are those of the real servers.

import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import { unknownField, unknownVariant, wrongType } from '../../util/value-words.js';
import { isTree, type Tree } from './tree.js';

export type Shape =
  /** Known, and not looked into. */
  | 'known'
  | 'boolean'
  | 'number'
  | 'string'
  | 'path'
  /** A path that is absolute, or begins in the user's home. */
  | 'absolutePath'
  /** `orTable`: or a table, which is not looked into. */
  | { readonly words: readonly string[]; readonly orTable?: true }
  | { readonly list: Shape }
  /** A table of names; `isFlat`: a wrong member is told as a problem of the table. */
  | { readonly each: Shape; readonly expected?: string; readonly isFlat?: true }
  | TableShape
  /** One of several kinds of tables. */
  | { readonly fits: (value: unknown) => boolean; readonly problem: string };

/** A table whose members are known. */
export interface TableShape {
  readonly members: Readonly<Record<string, Shape>>;
  /** As the real servers call the table. */
  readonly expected: string;
  /** Members of any other name; a wrong one is told as a problem of the table. */
  readonly others?: Shape;
  readonly required?: readonly string[];
  /** Other members are a problem, not only unknown. */
  readonly isClosed?: true;
  /** What is shown where nothing is said. */
  readonly usual?: Tree;
  /** What no member alone is wrong with; null: nothing. */
  readonly together?: (table: Tree) => string | null;
}

export interface ShapeProblem {
  readonly message: string;
  /** Keys that lead to the value; places in lists are no part of it. */
  readonly path: readonly string[];
  /** The word that is wrong, where one is. */
  readonly word: string | null;
}

const EXPECTED = { boolean: 'a boolean', number: 'u16', string: 'a string', path: 'path string' } as const;
const IN_HOME = /^~(?=\/|$)/;

/** Null where the value is as it must be. */
export function problemIn(value: unknown, shape: Shape, path: readonly string[] = []): ShapeProblem | null {
  const wrong = (message: string, word: string | null = null): ShapeProblem => ({ message, path, word });
  if (shape === 'known') return null;
  if (shape === 'absolutePath') {
    if (typeof value !== 'string') return wrong(wrongType(value, EXPECTED.path));
    return isAbsolute(value) || IN_HOME.test(value) ? null : wrong(`path is not absolute: ${value}`);
  }
  if (typeof shape === 'string') {
    const isRight = typeof value === (shape === 'path' ? 'string' : shape);
    return isRight ? null : wrong(wrongType(value, EXPECTED[shape]));
  }
  if ('words' in shape) {
    const word = String(value);
    if (shape.orTable && isTree(value)) return null;
    return shape.words.includes(word) ? null : wrong(unknownVariant(word, shape.words), word);
  }
  if ('fits' in shape) return shape.fits(value) ? null : wrong(shape.problem);
  if ('list' in shape) {
    if (!Array.isArray(value)) return wrong(wrongType(value, 'a sequence'));
    return firstOf(value, (one) => problemIn(one, shape.list, path));
  }
  if (!isTree(value)) return wrong(wrongType(value, shape.expected ?? 'a map'));
  if ('each' in shape) {
    return firstOf(Object.entries(value), ([key, one]) =>
      problemIn(one, shape.each, shape.isFlat ? path : [...path, key]),
    );
  }
  const { others, members } = shape;
  const stranger = shape.isClosed && Object.keys(value).find((key) => !Object.hasOwn(members, key));
  if (stranger) return wrong(unknownField(stranger, Object.keys(members)));
  const named = others === undefined ? [] : Object.entries(value).filter(([key]) => !(key in shape.members));
  const missing = shape.required?.find((key) => value[key] === undefined);
  const together = missing === undefined ? shape.together?.(value) : `missing field \`${missing}\``;
  return (
    firstOf(Object.entries(shape.members), ([key, inner]) =>
      value[key] === undefined ? null : problemIn(value[key], inner, [...path, key]),
    ) ??
    firstOf(named, ([, one]) => (others === undefined ? null : withPath(problemIn(one, others), path))) ??
    (together == null ? null : wrong(together))
  );
}

function withPath(problem: ShapeProblem | null, path: readonly string[]): ShapeProblem | null {
  return problem && { ...problem, path };
}

/** Dotted paths of keys nobody knows; places in lists count from 0. */
export function unknownIn(value: unknown, shape: Shape, path: readonly string[] = []): string[] {
  if (typeof shape === 'string') return [];
  if ('list' in shape && Array.isArray(value)) {
    return value.flatMap((one, at) => unknownIn(one, shape.list, [...path, String(at)]));
  }
  // What is read all at once is not looked into.
  if (!isTree(value) || ('members' in shape && shape.others !== undefined)) return [];
  const innerOf = (key: string): Shape | undefined => {
    if ('each' in shape) return shape.each;
    return 'members' in shape && Object.hasOwn(shape.members, key) ? shape.members[key] : undefined;
  };
  if (!('each' in shape) && !('members' in shape)) return [];
  return Object.entries(value).flatMap(([key, one]) => {
    const inner = innerOf(key);
    return inner === undefined ? [[...path, key].join('.')] : unknownIn(one, inner, [...path, key]);
  });
}

function firstOf<T>(all: readonly T[], problemOf: (one: T) => ShapeProblem | null): ShapeProblem | null {
  for (const one of all) {
    const problem = problemOf(one);
    if (problem !== null) return problem;
  }
  return null;
}

/** A value as clients are shown it: every member of its shape, null where nothing is said. */
export function shownBy(value: unknown, shape: Shape, nameOf: (key: string) => string): unknown {
  if (value === undefined) return null;
  if (shape === 'absolutePath' && typeof value === 'string') return value.replace(IN_HOME, homedir());
  if (typeof shape === 'string') return value;
  if ('list' in shape && Array.isArray(value)) return value.map((one) => shownBy(one, shape.list, nameOf));
  if (!isTree(value)) return value;
  if ('each' in shape) {
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, shownBy(one, shape.each, nameOf)]),
    );
  }
  if (!('members' in shape)) return value;
  const whole = { ...shape.usual, ...value };
  return Object.fromEntries(
    Object.entries(shape.members).map(([key, inner]) => [nameOf(key), shownBy(whole[key], inner, nameOf)]),
  );
}

/** A problem, and the key it is with, as 0.169.0 tells it. */
export function told(problem: string, path: string): string {
  return `${problem}\nin \`${path}\`\n`;
}
