// The sentences of the real server's deserializer for params it cannot read, to the letter. Used by the decoder;
// the scenario behind them is test/real/problem.real.test.ts.

/** Why params cannot be read; its message is the text after `Invalid request: `. */
export class Problem extends Error {}

/** The text for a required member that is absent. */
export function missingField(name: string): string {
  return `missing field \`${name}\``;
}

/** The text for a name no variant has. */
export function unknownVariant(name: string, known: readonly string[]): string {
  return `unknown variant \`${name}\`, ${oneOf(known, 'variants')}`;
}

/** @param known every member of the struct */
export function unknownField(name: string, known: readonly string[]): Problem {
  return new Problem(`unknown field \`${name}\`, ${oneOf(known, 'fields')}`);
}

function oneOf(names: readonly string[], what: string): string {
  const list = names.map((name) => `\`${name}\``);
  if (list.length === 0) return `there are no ${what}`;
  return `expected ${list.length < 3 ? list.join(' or ') : `one of ${list.join(', ')}`}`;
}

/** What a value of the wrong type is told. */
export function mismatch(value: unknown, expected: string): Problem {
  return new Problem(`invalid type: ${describe(value)}, expected ${expected}`);
}

/** A value as the deserializer names it. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'boolean') return `boolean \`${value}\``;
  if (typeof value === 'string') return `string ${quoted(value)}`;
  if (typeof value === 'number') {
    if (isIntegral(value)) return `integer \`${value}\``;
    const isPlain = value === 0 || (Math.abs(value) >= 1e-5 && Math.abs(value) < 1e16);
    return `floating point \`${isPlain ? value : value.toExponential()}\``;
  }
  return Array.isArray(value) ? 'sequence' : 'map';
}

/** Integers that fit 64 bits, written out as a program in JavaScript does; larger ones are read as floating point. */
export function isIntegral(value: number): boolean {
  return Number.isInteger(value) && value < 2 ** 64 && value > -(2 ** 63);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '\\0',
};

function quoted(text: string): string {
  const body = text.replaceAll(/["\\]|[\p{C}\p{Z}\p{Grapheme_Extend}]/gu, (char) => {
    if (char === ' ') return char;
    return ESCAPES[char] ?? `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return `"${body}"`;
}

/** A count of array elements in words. */
export function elements(count: number): string {
  return count === 1 ? '1 element' : `${count} elements`;
}

/** Whether a value is a JSON object. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
