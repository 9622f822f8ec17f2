// What scenarios say about what came: patterns that a value must fit, and orders that events must keep. A breach
// carries both sides, so that a report can show them beside each other.

import { isRecord } from '../util/peek.js';

/** What was expected, and what came instead. */
export class ExpectationError extends Error {
  readonly expected: unknown;
  readonly actual: unknown;

  constructor(message: string, { expected, actual }: { expected: unknown; actual: unknown }) {
    super(message);
    this.name = 'ExpectationError';
    this.expected = expected;
    this.actual = actual;
  }
}

/** A check with a name, for what no literal can say. */
export interface Matcher {
  readonly matcher: string;
  fits(value: unknown): boolean;
}

/**
 * A literal must be equal; an object must have at least these members; an array this length; a RegExp is for texts;
 * `undefined` means that the member is not there.
 */
export type Pattern =
  | Matcher
  | RegExp
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | readonly Pattern[]
  | { readonly [key: string]: Pattern };

const matcher = (name: string, fits: (value: unknown) => boolean): Matcher => ({ matcher: name, fits });

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const is = {
  text: matcher('a text', (value) => typeof value === 'string'),
  filled: matcher('a text that is not empty', (value) => typeof value === 'string' && value !== ''),
  number: matcher('a number', (value) => typeof value === 'number'),
  integer: matcher('an integer', Number.isInteger),
  boolean: matcher('a boolean', (value) => typeof value === 'boolean'),
  uuid: matcher('a uuid', (value) => typeof value === 'string' && UUID.test(value)),
  list: matcher('a list', Array.isArray),
  nonEmptyList: matcher('a list that is not empty', (value) => Array.isArray(value) && value.length > 0),
  emptyList: matcher('an empty list', (value) => Array.isArray(value) && value.length === 0),
  object: matcher('an object', isRecord),
  present: matcher('any value, not null', (value) => value !== undefined && value !== null),
  anything: matcher('anything, null included', (value) => value !== undefined),
  absolutePath: matcher(
    'an absolute path',
    (value) => typeof value === 'string' && /^(\/|[A-Za-z]:\\)/.test(value),
  ),
  /** A list that has this member, whatever else. */
  listWith: (member: Pattern): Matcher =>
    matcher(
      `a list with ${show(member)}`,
      (value) => Array.isArray(value) && value.some((one) => fitsPattern(one, member)),
    ),
  oneOf: (...some: readonly Pattern[]): Matcher =>
    matcher(`one of ${some.map(show).join(', ')}`, (value) => some.some((one) => fitsPattern(value, one))),
  not: (pattern: Pattern): Matcher =>
    matcher(`not ${show(pattern)}`, (value) => !fitsPattern(value, pattern)),
  lengthOf: (count: number): Matcher =>
    matcher(`a list of ${count}`, (value) => Array.isArray(value) && value.length === count),
} as const;

/** @throws ExpectationError that names the members apart */
export function expectFits(what: string, actual: unknown, pattern: Pattern): void {
  const breach = breachOf(what, actual, pattern);
  if (breach !== undefined) throw breach;
}

/** What keeps a value from fitting; undefined when it fits. What fits, or is not asked about, is alike on both sides. */
export function breachOf(what: string, actual: unknown, pattern: Pattern): ExpectationError | undefined {
  const apart = membersApart('', actual, pattern);
  if (apart.length === 0) return undefined;
  return new ExpectationError(`${what}: ${apart.join('; ')}`, {
    expected: expectedBeside(actual, pattern),
    actual,
  });
}

/** @throws ExpectationError */
export function expectSame(what: string, actual: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b)
    throw new ExpectationError(`${what}: ${a ?? 'nothing'} instead of ${b ?? 'nothing'}`, {
      expected,
      actual,
    });
}

/** @throws ExpectationError unless `holds` */
export function expectThat(what: string, holds: boolean, actual: unknown = holds): void {
  if (!holds) throw new ExpectationError(`Not so: ${what}.`, { expected: what, actual });
}

/**
 * The events of `expected`, in this order and with nothing else of their kinds between them: methods that occur
 * nowhere in `expected` are passed over. Runs of the same delta count once.
 * @throws ExpectationError
 */
export function expectOrder(what: string, labels: readonly string[], expected: readonly string[]): void {
  const kinds = new Set(expected.map(kindOf));
  const seen = labels.filter((label) => kinds.has(kindOf(label)));
  const actual = seen.filter((label, at) => !(/[dD]elta$/.test(kindOf(label)) && seen[at - 1] === label));
  if (JSON.stringify(actual) === JSON.stringify(expected)) return;
  throw new ExpectationError(`${what}: the order is another one`, { expected, actual });
}

export function fitsPattern(actual: unknown, pattern: Pattern): boolean {
  return membersApart('', actual, pattern).length === 0;
}

function membersApart(path: string, actual: unknown, pattern: Pattern): string[] {
  const name = path === '' ? 'it' : path;
  const [is, not] = [show(actual), show(pattern)];
  const wrong = [`${name} is ${is}, not ${not}`];
  if (pattern instanceof RegExp) return typeof actual === 'string' && pattern.test(actual) ? [] : wrong;
  if (isMatcher(pattern)) return pattern.fits(actual) ? [] : wrong;
  if (Array.isArray(pattern)) {
    if (!Array.isArray(actual)) return wrong;
    if (actual.length !== pattern.length)
      return [is, not].some((text) => text.endsWith('…'))
        ? [`${name} has ${actual.length} entries, not ${pattern.length}`]
        : wrong;
    return pattern.flatMap((one: Pattern, at) => membersApart(`${path}[${at}]`, actual[at], one));
  }
  if (isRecord(pattern)) {
    if (!isRecord(actual)) return wrong;
    return Object.entries(pattern).flatMap(
      ([key, one]) => membersApart(path === '' ? key : `${path}.${key}`, actual[key], one as Pattern), // members of patterns are patterns
    );
  }
  return actual === pattern ? [] : wrong;
}

function isMatcher(pattern: unknown): pattern is Matcher {
  return isRecord(pattern) && typeof pattern.matcher === 'string' && typeof pattern.fits === 'function';
}

/** Answers and requests are told apart by their methods, notifications are named by theirs. */
function kindOf(label: string): string {
  return /^(answer|refusal|request) /.test(label) ? label : (label.split(' ')[0] ?? '');
}

/** The value as it should have been: only what does not fit is replaced by what was expected. */
function expectedBeside(actual: unknown, pattern: Pattern): unknown {
  if (fitsPattern(actual, pattern)) return actual;
  if (Array.isArray(pattern) && Array.isArray(actual))
    return pattern.map((one: Pattern, at) =>
      at < actual.length ? expectedBeside(actual[at], one) : described(one),
    );
  if (!isRecord(pattern) || isMatcher(pattern) || pattern instanceof RegExp || !isRecord(actual))
    return described(pattern);
  const wrong = Object.entries(pattern).filter(([key, one]) => !fitsPattern(actual[key], one as Pattern)); // members of patterns are patterns
  return {
    ...actual,
    ...Object.fromEntries(wrong.map(([key, one]) => [key, expectedBeside(actual[key], one as Pattern)])),
  };
}

/** The pattern as a value that can be shown. */
export function described(pattern: unknown): unknown {
  if (pattern instanceof RegExp) return String(pattern);
  if (isMatcher(pattern)) return `<${pattern.matcher}>`;
  if (typeof pattern === 'bigint') return String(pattern);
  if (pattern === undefined) return '<not there>';
  if (Array.isArray(pattern)) return pattern.map(described);
  if (isRecord(pattern))
    return Object.fromEntries(Object.entries(pattern).map(([key, one]) => [key, described(one)]));
  return pattern;
}

function show(value: unknown): string {
  if (value === undefined) return 'not there';
  const text = JSON.stringify(described(value)) ?? typeof value;
  return text.length > 160 ? `${text.slice(0, 157)}…` : text;
}
