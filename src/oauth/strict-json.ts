// Reads JSON whose shape is agreed on, and words what is wrong with it as the real client does (it is shown to people):
// `missing field ...`, `invalid type ...`, with the place in the text.

import { OAuthError, type OAuthErrorCode } from './errors.js';
import { isObject } from './json-object.js';

export interface StrictObject {
  /** @throws when it is missing or no string */
  text(name: string): string;
  /** Null when it is missing or null. @throws when it is something else than a string */
  optionalText(name: string): string | null;
  /** Null when it is missing or null. @throws when it is something else than an object */
  optionalObject(name: string): StrictObject | null;
  has(name: string): boolean;
  /** An error about the value of a member that has the right type. */
  invalid(name: string, problem: string): OAuthError;
}

/** @throws OAuthError with this `code` when the text is not JSON, or no object */
export function readStrictObject(text: string, code: OAuthErrorCode): StrictObject {
  const fail = (message: string, at: number): OAuthError =>
    new OAuthError(code, `${message} at ${place(text, at)}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // What the engine says differs from release to release, and quotes the text.
    const problem = syntaxProblem(text);
    throw fail(problem.message, problem.at);
  }
  if (!isObject(value))
    throw fail(`invalid type: ${kindOf(value)}, expected an object`, text.trimEnd().length);
  return strictObject({ value, text, fail });
}

interface Source {
  readonly value: Readonly<Record<string, unknown>>;
  /** The whole text: places are counted in it. */
  readonly text: string;
  readonly fail: (message: string, at: number) => OAuthError;
}

function strictObject(source: Source): StrictObject {
  const { value, text, fail } = source;
  const wrongType = (name: string, expected: string): OAuthError =>
    fail(`invalid type: ${kindOf(value[name])}, expected ${expected}`, endOfValue(text, name));
  return {
    text(name) {
      const found = value[name];
      if (found === undefined) throw fail(`missing field \`${name}\``, text.trimEnd().length);
      if (typeof found !== 'string') throw wrongType(name, 'a string');
      return found;
    },
    optionalText(name) {
      const found = value[name] ?? null;
      if (found !== null && typeof found !== 'string') throw wrongType(name, 'a string');
      return found;
    },
    optionalObject(name) {
      const found = value[name] ?? null;
      if (found === null) return null;
      if (!isObject(found)) throw wrongType(name, 'an object');
      return strictObject({ ...source, value: found });
    },
    has: (name) => Object.hasOwn(value, name),
    invalid: (name, problem) => fail(problem, endOfValue(text, name) + 1),
  };
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'sequence';
  switch (typeof value) {
    case 'boolean':
      return `boolean \`${value}\``;
    case 'number':
      return `${Number.isInteger(value) ? 'integer' : 'floating point'} \`${value}\``;
    case 'string':
      return 'string';
    default:
      return 'map';
  }
}

function syntaxProblem(text: string): { message: string; at: number } {
  const start = text.search(/\S/);
  if (start === -1) return { message: 'EOF while parsing a value', at: text.length };
  if (!/[{["\dtfn-]/.test(text.charAt(start))) return { message: 'expected value', at: start + 1 };
  const open = openAtEnd(text);
  return { message: open === null ? 'invalid JSON' : `EOF while parsing ${open}`, at: text.length };
}

/** What the text breaks off in, as far as brackets and quotes tell. */
function openAtEnd(text: string): string | null {
  const inside: string[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"?|[{}[\]]/gs)) {
    if (token.startsWith('"')) {
      if (!/^"(?:[^"\\]|\\.)*"$/s.test(token)) return 'a string';
    } else if (token === '{' || token === '[') inside.push(token);
    else inside.pop();
  }
  const innermost = inside.at(-1);
  if (innermost === undefined) return null;
  if (text.trimEnd().endsWith(':')) return 'a value';
  return innermost === '{' ? 'an object' : 'a list';
}

/** Where the value of the first member called `name` ends. */
function endOfValue(text: string, name: string): number {
  const key = JSON.stringify(name).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const found = new RegExp(`${key}\\s*:\\s*("(?:[^"\\\\]|\\\\.)*"|[^,}\\]\\s]*)`).exec(text);
  return found === null ? text.trimEnd().length : found.index + found[0].length;
}

/** `at` characters into the text, as line and column. */
function place(text: string, at: number): string {
  const lines = text.slice(0, at).split('\n');
  const column = (lines.at(-1) ?? '').length + Math.max(0, at - text.length);
  return `line ${lines.length} column ${column}`;
}
