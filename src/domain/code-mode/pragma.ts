// What a call of `exec` is made of: JavaScript, before which a line may say how long to wait and how much to tell. Pure.

import { jsonProblem } from '../../util/json-problem.js';
import { isRecord } from '../../util/peek.js';
import { wrongType } from '../../util/value-words.js';
import { ToolRefusal } from '../tools/tool.js';

export interface CodeWish {
  readonly source: string;
  readonly yieldMs: number | null;
  readonly maxTokens: number | null;
}

const FIELDS = '`yield_time_ms` and `max_output_tokens`';
const EMPTY =
  'exec expects raw JavaScript source text (non-empty). Provide JS only, optionally with first-line `// @exec: {"yield_time_ms": 10000, "max_output_tokens": 1000}`.';
const NOT_SAFE = `exec pragma fields ${FIELDS} must be non-negative safe integers`;

/** @throws ToolRefusal */
export function codeWish(input: string): CodeWish {
  if (input.trim() === '') throw new ToolRefusal(EMPTY);
  const [, pragma, rest = ''] = /^[ \t]*\/\/ @exec:([^\r\n]*)\r?(?:\n([\s\S]*))?$/.exec(input) ?? [];
  if (pragma === undefined) return { source: input, yieldMs: null, maxTokens: null };
  if (rest.trim() === '') {
    throw new ToolRefusal('exec pragma must be followed by JavaScript source on subsequent lines');
  }
  const text = pragma.trim();
  const members = membersIn(text);
  const unknown = Object.keys(members).find((name) => !NAMES.includes(name));
  if (unknown !== undefined) throw new ToolRefusal(`exec pragma only supports ${FIELDS}; got \`${unknown}\``);
  const [yieldMs = null, maxTokens = null] = NAMES.map((name) => amount(name, members[name], text));
  return { source: rest, yieldMs, maxTokens };
}

const NAMES = ['yield_time_ms', 'max_output_tokens'];

function membersIn(text: string): Readonly<Record<string, unknown>> {
  const notAnObject = new ToolRefusal(`exec pragma must be a JSON object with supported fields ${FIELDS}`);
  if (text === '') throw notAnObject;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const problem = `exec pragma must be valid JSON with supported fields ${FIELDS}: ${jsonProblem(text)}`;
    throw new ToolRefusal(problem, { cause });
  }
  if (!isRecord(value)) throw notAnObject;
  return value;
}

function amount(name: string, value: unknown, text: string): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number') throw new ToolRefusal(`${NOT_SAFE}: ${wrongType(value, 'u64')}`);
  const [, written = ''] = new RegExp(`"${name}"\\s*:\\s*([^\\s,}]+)`).exec(text) ?? [];
  if (!/^\d+$/.test(written)) throw new ToolRefusal(`${NOT_SAFE}: invalid number`);
  if (!Number.isSafeInteger(value)) {
    throw new ToolRefusal(`exec pragma field \`${name}\` must be a non-negative safe integer`);
  }
  return value;
}
