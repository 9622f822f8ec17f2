// The arguments of a function call: JSON text → checked members, or a refusal that tells the model what is wrong,
// worded and placed as the real server does.

import { jsonProblem } from '../../util/json-problem.js';
import { isRecord } from '../../util/peek.js';
import { ToolRefusal } from './tool.js';

const FAILED = 'failed to parse function arguments: ';

/** Reads members of one call's arguments; members nobody asks for are ignored. */
export class Arguments {
  readonly #text: string;
  /** What the text is a part of, and where in it: places are told of the whole. */
  readonly #within: { readonly text: string; readonly at: number };
  readonly #members: Readonly<Record<string, unknown>>;

  /** @throws ToolRefusal when the text is no JSON object */
  constructor(text: string, within = { text, at: 0 }) {
    this.#text = text;
    this.#within = within;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw new ToolRefusal(`${FAILED}${jsonProblem(text)}`, { cause });
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw this.#wrong(value, 'an object', text.length);
    }
    this.#members = value as Readonly<Record<string, unknown>>;
  }

  /** @throws ToolRefusal for a member that is none of these */
  assertOnly(known: readonly string[]): void {
    const unknown = Object.keys(this.#members).find((name) => !known.includes(name));
    if (unknown === undefined) return;
    const names = known.map((name) => `\`${name}\``);
    const expected = names.length > 2 ? `one of ${names.join(', ')}` : names.join(' or ');
    const key = JSON.stringify(unknown);
    throw this.#problem(
      `unknown field \`${unknown}\`, expected ${expected}`,
      this.#text.indexOf(key) + key.length,
    );
  }

  text(name: string): string {
    return this.#needed(name, this.optionalText(name));
  }

  optionalText(name: string): string | undefined {
    const value = this.#given(name);
    if (value === undefined || typeof value === 'string') return value;
    throw this.#wrongMember(name, value, 'a string');
  }

  integer(name: string): number {
    return this.#needed(name, this.optionalInteger(name));
  }

  /** A whole number that is not negative. */
  optionalInteger(name: string): number | undefined {
    const value = this.#given(name);
    if (value === undefined || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0)) {
      return value;
    }
    throw this.#wrongMember(name, value, 'a whole number');
  }

  /** A whole number. */
  optionalSignedInteger(name: string): number | undefined {
    const value = this.#given(name);
    if (value === undefined || (typeof value === 'number' && Number.isSafeInteger(value))) return value;
    throw this.#wrongMember(name, value, 'i64');
  }

  count(name: string, kind: 'u64' | 'usize'): number {
    return this.#needed(name, this.optionalCount(name, kind));
  }

  /** A whole number that is not negative, asked for by the name of its kind. */
  optionalCount(name: string, kind: 'u64' | 'usize'): number | undefined {
    const value = this.#given(name);
    if (value === undefined || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0)) {
      return value;
    }
    const isNegative = Number.isSafeInteger(value);
    if (!isNegative) throw this.#wrongMember(name, value, kind);
    throw this.#problem(`invalid value: ${described(value)}, expected ${kind}`, this.#endOf(name, value));
  }

  optionalFlag(name: string): boolean | undefined {
    const value = this.#given(name);
    if (value === undefined || typeof value === 'boolean') return value;
    throw this.#wrongMember(name, value, 'a boolean');
  }

  optionalTexts(name: string): readonly string[] | undefined {
    const value = this.#given(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw this.#wrongMember(name, value, 'a sequence');
    const wrong = value.find((member) => typeof member !== 'string');
    if (wrong !== undefined) throw this.#wrongMember(name, wrong, 'a string');
    return value;
  }

  texts(name: string): readonly string[] {
    return this.#needed(name, this.optionalTexts(name));
  }

  /** Members of a list of objects. */
  objects(name: string): readonly Arguments[] {
    return this.#needed(name, this.optionalObjects(name));
  }

  optionalObjects(name: string): readonly Arguments[] | undefined {
    const value = this.#given(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw this.#wrongMember(name, value, 'a sequence');
    let from = this.#text.indexOf(JSON.stringify(name));
    return value.map((member) => {
      const text = JSON.stringify(member);
      const found = this.#text.indexOf(text, from);
      // Written otherwise than we would: its places are told of itself.
      if (found === -1) return new Arguments(text);
      from = found + text.length;
      return new Arguments(text, { text: this.#within.text, at: this.#within.at + found });
    });
  }

  /** Members of an object. */
  optionalMembers(name: string): Arguments | undefined {
    const value = this.optionalObject(name);
    if (value === undefined) return undefined;
    const text = JSON.stringify(value);
    const found = this.#text.indexOf(text);
    // Written otherwise than we would: its places are told of itself.
    if (found === -1) return new Arguments(text);
    return new Arguments(text, { text: this.#within.text, at: this.#within.at + found });
  }

  object(name: string): Readonly<Record<string, unknown>> {
    return this.#needed(name, this.optionalObject(name));
  }

  optionalObject(name: string): Readonly<Record<string, unknown>> | undefined {
    const value = this.#given(name);
    if (value === undefined) return undefined;
    if (isRecord(value)) return value;
    throw this.#wrongMember(name, value, 'an object');
  }

  oneOf<T extends string>(name: string, known: readonly T[]): T {
    return this.#needed(name, this.optionalOneOf(name, known));
  }

  optionalOneOf<T extends string>(name: string, known: readonly T[]): T | undefined {
    const value = this.optionalText(name);
    if (value === undefined) return undefined;
    const found = known.find((one) => one === value);
    if (found !== undefined) return found;
    const names = known.map((one) => `\`${one}\``).join(', ');
    throw this.#problem(`unknown variant \`${value}\`, expected one of ${names}`, this.#endOf(name, value));
  }

  #given(name: string): unknown {
    return Object.hasOwn(this.#members, name) ? (this.#members[name] ?? undefined) : undefined;
  }

  #needed<T>(name: string, value: T | undefined): T {
    if (value !== undefined) return value;
    throw this.#problem(`missing field \`${name}\``, this.#text.length);
  }

  #wrongMember(name: string, value: unknown, expected: string): ToolRefusal {
    return this.#wrong(value, expected, this.#endOf(name, value));
  }

  #wrong(value: unknown, expected: string, end: number): ToolRefusal {
    return this.#problem(`invalid type: ${described(value)}, expected ${expected}`, end);
  }

  #problem(what: string, end: number): ToolRefusal {
    const { text, at } = this.#within;
    return new ToolRefusal(`${FAILED}${what} at ${place(text, at + end)}`);
  }

  /** Where the value of a member ends, as far as a search for it tells. */
  #endOf(name: string, value: unknown): number {
    const key = this.#text.indexOf(JSON.stringify(name));
    const written = JSON.stringify(value) ?? '';
    const found = key === -1 ? -1 : this.#text.indexOf(written, key + name.length + 2);
    return found === -1 ? this.#text.length : found + written.length;
  }
}

function described(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'sequence';
  switch (typeof value) {
    case 'string':
      return `string ${JSON.stringify(value)}`;
    case 'number':
      return `${Number.isInteger(value) ? 'integer' : 'floating point'} \`${value}\``;
    case 'boolean':
      return `boolean \`${value}\``;
    default:
      return 'map';
  }
}

/** `end` counts characters; lines and columns count from 1. */
function place(text: string, end: number): string {
  const before = text.slice(0, end);
  const line = before.split('\n').length;
  return `line ${line} column ${end - (before.lastIndexOf('\n') + 1)}`;
}
