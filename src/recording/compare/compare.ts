// Compares two values of the same meaning from two sessions. Ids may differ as long as they differ in the same
// way everywhere; times and durations may be any; paths may lie elsewhere.

import { isRecord } from '../../util/peek.js';
import { baseNameShape, isTimeName, type Token, templateOf } from './tokens.js';

export interface Tolerance {
  readonly ids: boolean;
  readonly times: boolean;
  readonly paths: boolean;
}

export const TOLERANT: Tolerance = { ids: true, times: true, paths: true };
export const EXACT: Tolerance = { ids: false, times: false, paths: false };

/** One place where the two differ; the members of the side that lacks it are undefined. */
export interface Difference {
  /** `turn.items[0].text`; empty for the whole value. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Which id of one session is which of the other, learnt from everything that was compared so far. */
export class Pairs {
  readonly #after = new Map<string, string>();
  readonly #before = new Map<string, string>();

  /** False when either is known to belong to another. */
  bind(before: string, after: string): boolean {
    const [known, back] = [this.#after.get(before), this.#before.get(after)];
    if (known === undefined && back === undefined) {
      this.#after.set(before, after);
      this.#before.set(after, before);
      return true;
    }
    return known === after && back === before;
  }

  knows(before: string): boolean {
    return this.#after.has(before);
  }

  /** The text of the first session as the second would have written it. */
  translate(text: string): string {
    let translated = text;
    for (const [before, after] of this.#after) {
      if (before !== after && before.length >= 4) translated = translated.replaceAll(before, after);
    }
    return translated;
  }

  copy(): Pairs {
    const copy = new Pairs();
    for (const [before, after] of this.#after) copy.bind(before, after);
    return copy;
  }

  takeFrom(other: Pairs): void {
    for (const [before, after] of other.#after) this.bind(before, after);
  }
}

/** Paths under these names are where things happen to be, whatever they are called. */
const PLACES = new Set([
  'cwd',
  'codexHome',
  'workdir',
  'writableRoots',
  'root',
  'workspaceRoots',
  'sandboxCwd',
]);

/** All differences, in the order of the first value, at most `limit`. */
export function compareValues(
  before: unknown,
  after: unknown,
  {
    pairs = new Pairs(),
    tolerance = TOLERANT,
    limit = 50,
  }: { pairs?: Pairs; tolerance?: Tolerance; limit?: number } = {},
): Difference[] {
  const found: Difference[] = [];
  const walk = (a: unknown, b: unknown, path: string, name: string): void => {
    if (found.length >= limit || a === b) return;
    if (typeof a === 'string' && typeof b === 'string') {
      if (!sameText(a, b, name)) found.push({ path, before: a, after: b });
    } else if (Array.isArray(a) && Array.isArray(b)) {
      const count = Math.max(a.length, b.length);
      for (let index = 0; index < count; index += 1) walk(a[index], b[index], `${path}[${index}]`, name);
    } else if (isRecord(a) && isRecord(b)) walkMembers(a, b, path);
    else if (!(tolerance.times && isTime(a, b, name))) found.push({ path, before: a, after: b });
  };
  const walkMembers = (a: Record<string, unknown>, b: Record<string, unknown>, path: string): void => {
    const left = new Set(Object.keys(b));
    for (const key of Object.keys(a)) {
      const twin = left.has(key) ? key : twinOf(key, left);
      if (twin !== undefined) left.delete(twin);
      walk(a[key], twin === undefined ? undefined : b[twin], path === '' ? key : `${path}.${key}`, key);
    }
    for (const key of left) walk(undefined, b[key], path === '' ? key : `${path}.${key}`, key);
  };
  /** Maps may have ids as their names. */
  const twinOf = (key: string, left: ReadonlySet<string>): string | undefined =>
    templateOf(key).tokens.length === 0 ? undefined : [...left].find((other) => sameText(key, other, ''));
  const sameText = (a: string, b: string, name: string): boolean => {
    const [left, right] = [templateOf(a), templateOf(b)];
    if (left.shape !== right.shape) return false;
    return left.tokens.every((token, index) => sameToken(token, right.tokens[index], name));
  };
  const sameToken = (a: Token, b: Token | undefined, name: string): boolean => {
    if (b === undefined || a.kind !== b.kind) return false;
    switch (a.kind) {
      case 'id':
        return tolerance.ids ? pairs.bind(a.text, b.text) : a.text === b.text;
      case 'time':
        return tolerance.times || a.text === b.text;
      case 'port':
        return tolerance.ids || a.text === b.text;
      case 'path':
        if (!tolerance.paths) return a.text === b.text;
        if (PLACES.has(name)) return pairs.bind(a.text, b.text) || a.text === b.text;
        return baseNameShape(a.text) === baseNameShape(b.text) || pairs.copy().bind(a.text, b.text);
    }
  };
  walk(before, after, '', '');
  return found;
}

/** Also a time that one side does not have yet. */
function isTime(a: unknown, b: unknown, name: string): boolean {
  if (!isTimeName(name)) return false;
  return (typeof a === 'number' || a === null) && (typeof b === 'number' || b === null);
}

/** `input[0].text: "hello" was expected, "hi" came` */
export function sayDifference({ path, before, after }: Difference, words = ['was expected', 'came']): string {
  const [expected = '', came = ''] = words;
  const where = path === '' ? '' : `${path}: `;
  if (before === undefined) return `${where}${short(after)} ${came}, nothing ${expected}`;
  if (after === undefined) return `${where}${short(before)} ${expected}, nothing ${came}`;
  const from = startOfInterest(textOf(before), textOf(after));
  return `${where}${short(before, from)} ${expected}, ${short(after, from)} ${came}`;
}

const LONGEST = 120;
/** What is shown of what both have in common, where their difference would else be cut off. */
const ALIKE_BEFORE = 30;

function startOfInterest(a: string, b: string): number {
  let alike = 0;
  while (alike < a.length && a[alike] === b[alike]) alike += 1;
  return alike < LONGEST / 2 ? 0 : alike - ALIKE_BEFORE;
}

function short(value: unknown, from = 0): string {
  const text = textOf(value);
  if (text.length <= LONGEST) return text;
  const end = from + LONGEST - 3;
  return `${from === 0 ? '' : '…'}${text.slice(from, end)}${text.length > end ? '…' : ''}`;
}

function textOf(value: unknown): string {
  return JSON.stringify(value) ?? 'undefined';
}
