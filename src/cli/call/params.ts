// Params as people write them on a command line: JSON, a file, standard input, single fields.

import { readFileSync } from 'node:fs';
import { messageOf } from '../../util/coded-error.js';
import { UsageError } from '../errors.js';

/**
 * @param given JSON text, `@file`, `-` for standard input, or undefined
 * @param fields `a.b=value` or `a[0].b=value` each; a value is JSON where it can be read as such, else a string
 * @returns undefined when nothing was given
 * @throws UsageError `bad_option`
 */
export function readParams(given: string | undefined, fields: readonly string[]): unknown {
  let params = given === undefined ? undefined : parse(...source(given));
  for (const field of fields) params = withField(params, field);
  return params;
}

function source(given: string): [text: string, from: string] {
  if (given !== '-' && !given.startsWith('@')) return [given, 'The params'];
  const file = given === '-' ? 0 : given.slice(1);
  const from = given === '-' ? 'Standard input' : String(file);
  try {
    return [readFileSync(file, 'utf8'), from];
  } catch (thrown) {
    throw new UsageError('bad_option', `${from} cannot be read: ${messageOf(thrown)}`, { cause: thrown });
  }
}

function parse(text: string, from: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new UsageError('bad_option', `${from} cannot be read as JSON: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
}

/** Members and elements on the way to a field. */
const STEP = /([^.[\]]+)|\[(\d+)\]/gy;

function withField(params: unknown, field: string): unknown {
  const equals = field.indexOf('=');
  const path = equals === -1 ? [] : steps(field.slice(0, equals));
  if (path.length === 0)
    throw new UsageError(
      'bad_option',
      `--field ${field} does not read path=value, such as input[0].text=hello.`,
    );
  return put(params, path, readValue(field.slice(equals + 1)), field);
}

function steps(text: string): (string | number)[] {
  const path: (string | number)[] = [];
  let at = 0;
  while (at < text.length) {
    STEP.lastIndex = at;
    const match = STEP.exec(text);
    if (match === null) return [];
    path.push(match[1] ?? Number(match[2]));
    at = STEP.lastIndex;
    if (text[at] === '.') at += 1;
  }
  return path;
}

function put(
  target: unknown,
  [step, ...rest]: readonly (string | number)[],
  value: unknown,
  field: string,
): unknown {
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const list = target === undefined ? [] : target;
    if (!Array.isArray(list) || step > list.length) throw misplaced(field);
    return Object.assign([...list], { [step]: put(list[step], rest, value, field) });
  }
  const object = target === undefined ? {} : target;
  if (typeof object !== 'object' || object === null || Array.isArray(object)) throw misplaced(field);
  const members = object as Record<string, unknown>; // neither null nor an array
  return { ...members, [step]: put(members[step], rest, value, field) };
}

function misplaced(field: string): UsageError {
  return new UsageError(
    'bad_option',
    `--field ${field} leads through a value that has no such member or element.`,
  );
}

/** JSON where it is JSON: numbers, true, null, arrays, objects, quoted strings. Other text is a string. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
