// Reads unknown values into typed ones and notes every problem with its place. Knows nothing of scripts.

export type Path = readonly (string | number)[];

export interface FoundProblem {
  readonly path: Path;
  readonly message: string;
}

/** A value with its place, and the list that problems go to. */
export interface Place {
  readonly value: unknown;
  readonly path: Path;
  readonly problems: FoundProblem[];
}

/** Reads a value; on a problem it notes it and returns `undefined`. */
export type Read<T> = (place: Place) => T | undefined;

/** Notes that something else stands here than what was expected. */
export function refuse(place: Place, expected: string): undefined {
  place.problems.push({ path: place.path, message: `expected ${expected}, got ${shown(place.value)}` });
}

export const text: Read<string> = (place) =>
  typeof place.value === 'string' ? place.value : refuse(place, 'a text');

/** A text that is not empty. */
export const name: Read<string> = (place) =>
  typeof place.value === 'string' && place.value !== ''
    ? place.value
    : refuse(place, 'a text that is not empty');

export const flag: Read<boolean> = (place) =>
  typeof place.value === 'boolean' ? place.value : refuse(place, 'true or false');

export const anything: Read<unknown> = (place) => place.value;

/** A number of at least `least`; `what` completes "expected …". */
export function number(what: string, least: number, isWhole = false): Read<number> {
  return (place) => {
    const { value } = place;
    const isGood =
      typeof value === 'number' &&
      Number.isFinite(value) &&
      value >= least &&
      (!isWhole || Number.isInteger(value));
    return isGood ? value : refuse(place, `${what} of at least ${least}`);
  };
}

export const milliseconds = number('a number of milliseconds', 0);

export function oneOf<const T extends string | boolean>(...allowed: readonly T[]): Read<T> {
  return (place) =>
    allowed.find((known) => known === place.value) ??
    refuse(place, allowed.map((known) => JSON.stringify(known)).join(' or '));
}

export function list<T>(read: Read<T>, least = 0): Read<T[]> {
  return (place) => {
    if (!Array.isArray(place.value)) return refuse(place, 'a list');
    if (place.value.length < least) return refuse(place, `a list of at least ${least}`);
    const items = place.value.map((value, index) => read({ ...place, value, path: [...place.path, index] }));
    return items.filter((item) => item !== undefined);
  };
}

export const record: Read<Record<string, unknown>> = (place) => {
  const { value } = place;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(place, 'an object');
  return Object.fromEntries(Object.entries(value));
};

/** An object that says its type. */
export const typed: Read<Record<string, unknown>> = (place) => {
  const members = record(place);
  if (members === undefined) return undefined;
  return typeof members.type === 'string' ? members : refuse(place, 'an object with a "type"');
};

/** An object whose members, whatever their names, are all read the same way. */
export function recordOf<T>(read: Read<T>): Read<Record<string, T>> {
  return (place) => {
    const members = record(place);
    if (members === undefined) return undefined;
    const result: Record<string, T> = {};
    for (const [key, value] of Object.entries(members)) {
      const item = read({ ...place, value, path: [...place.path, key] });
      if (item !== undefined) result[key] = item;
    }
    return result;
  };
}

/** How each member of an object is read. */
export type Shape<T> = { readonly [Key in keyof T]-?: Read<Exclude<T[Key], undefined>> };

/** An object with these members and no others. Members not in `required` may be missing or null. */
export function object<T extends object>(
  shape: Shape<T>,
  required: readonly (keyof T & string)[] = [],
): Read<T> {
  const known = Object.keys(shape);
  return (place) => {
    const members = record(place);
    if (members === undefined) return undefined;
    const before = place.problems.length;
    const result: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(members)) {
      const at = { ...place, value, path: [...place.path, key] };
      if (!known.includes(key)) {
        at.problems.push({ path: at.path, message: `unknown key${suggestion(key, known)}` });
      } else if (value !== null && value !== undefined) {
        // The key is one of the shape's own.
        result[key] = shape[key as keyof T](at);
      }
    }
    for (const key of required) {
      if (members[key] === undefined || members[key] === null) {
        place.problems.push({ path: place.path, message: `"${key}" is missing` });
      }
    }
    // Every member went through its reader, and the required ones are there.
    return place.problems.length === before ? (result as T) : undefined;
  };
}

/** Reads with `reader`, and makes something of what was read. */
export function read<T, U>(reader: Read<T>, make: (value: T) => U): Read<U> {
  return (place) => {
    const value = reader(place);
    return value === undefined ? undefined : make(value);
  };
}

/** An object with one key, which says how its value is read. */
export function oneOfMembers<T>(readers: Readonly<Record<string, Read<T>>>): Read<T> {
  return (place) => {
    const members = record(place);
    if (members === undefined) return undefined;
    const [key, ...others] = Object.keys(members);
    const reader = key === undefined ? undefined : readers[key];
    if (key === undefined || reader === undefined || others.length > 0) {
      const found = Object.keys(members).join(', ') || 'no key';
      place.problems.push({
        path: place.path,
        message: `expected exactly one of ${Object.keys(readers).join(', ')}, got ${found}`,
      });
      return undefined;
    }
    return reader({ ...place, value: members[key], path: [...place.path, key] });
  };
}

/** `a.b[2].c` */
export function pathText(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const json = JSON.stringify(value) ?? `a ${typeof value}`;
  return json.length > 60 ? `${json.slice(0, 57)}…` : json;
}

function suggestion(key: string, known: readonly string[]): string {
  const plain = (word: string): string => word.toLowerCase().replace(/[^a-z]/g, '');
  const near = known.find((word) => plain(word) === plain(key) || isOneEditApart(plain(word), plain(key)));
  return near === undefined ? `; known are ${known.join(', ')}` : `; did you mean "${near}"?`;
}

function isOneEditApart(left: string, right: string): boolean {
  if (Math.abs(left.length - right.length) > 1) return false;
  let start = 0;
  while (start < left.length && left[start] === right[start]) start += 1;
  const tails = [
    [left.slice(start + 1), right.slice(start + 1)],
    [left.slice(start + 1), right.slice(start)],
    [left.slice(start), right.slice(start + 1)],
  ];
  return tails.some(([a, b]) => a === b);
}
