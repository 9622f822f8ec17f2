// TOML text → plain values, and back from a key to its place in the text. Syntax errors are worded like the
// real server's where it is known how those read.

import { parse, TomlError } from 'smol-toml';
import { ConfigProblem, type TextRange } from './config-problem.js';
import type { Tree } from './tree.js';

/** @throws ConfigProblem `syntax` */
export function readToml(text: string, file: string): Tree {
  try {
    return plain(parse(text)) as Tree; // a document is a table
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const { line, column } = /unfinished array/.test(cause.message) ? endOf(text) : cause;
    const start = { line, column };
    const { message, length } = wording(cause, text.split('\n')[line - 1] ?? '');
    const end = { line, column: column + length - 1 };
    throw new ConfigProblem('syntax', message, { place: { file, range: { start, end } } });
  }
}

/** Right behind what the text says last. */
function endOf(text: string): { line: number; column: number } {
  const lines = text.trimEnd().split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

/** A value as TOML reads it; null when the text is no value. */
export function readTomlValue(text: string): unknown {
  try {
    return plain(parse(`value = ${text}`).value);
  } catch {
    return null;
  }
}

/** Where a key's value stands, or its table's name; null when the text hides it too well. */
export function placeOf(text: string, path: readonly string[], file: string): ConfigProblem['place'] {
  const range = rangeOf(text.split('\n'), path);
  return range && { file, range };
}

function rangeOf(lines: readonly string[], path: readonly string[]): TextRange | null {
  let table: string[] = [];
  for (const [index, line] of lines.entries()) {
    const header = /^\s*\[+([^\]]+)\]/.exec(line);
    if (header) {
      table = keyPath(header[1] ?? '');
      const column = line.indexOf('[') + 1;
      if (samePath(table, path)) return spanOf(index, column, header[0].trim().length);
      if (isInside(table, path)) return spanOf(index, column + 1, path.join('.').length);
      continue;
    }
    const pair =
      /^(\s*)((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)(\s*=\s*)(.*)$/.exec(line);
    if (!pair) continue;
    const [, indent = '', key = '', equals = '', rest = ''] = pair;
    if (!samePath([...table, ...keyPath(key)], path)) continue;
    const value = /^("(?:[^"\\]|\\.)*"|'[^']*'|[^#]*)/.exec(rest)?.[0].trimEnd() ?? rest;
    return spanOf(index, indent.length + key.length + equals.length + 1, Math.max(1, value.length));
  }
  return null;
}

function spanOf(index: number, column: number, length: number): TextRange {
  const line = index + 1;
  return { start: { line, column }, end: { line, column: column + length - 1 } };
}

function keyPath(text: string): string[] {
  return (text.match(/[\w-]+|"[^"]*"|'[^']*'/g) ?? []).map((part) => part.replace(/^["']|["']$/g, ''));
}

function samePath(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index]);
}

/** A table below the path announces it: `[a.b]` begins `a`. */
function isInside(table: readonly string[], path: readonly string[]): boolean {
  return table.length > path.length && path.every((part, index) => part === table[index]);
}

function wording(error: TomlError, line: string): { message: string; length: number } {
  const own = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '');
  const rest = line.slice(error.column - 1);
  const word = /^[\w-]+|^"[^"]*"|^'[^']*'/.exec(rest)?.[0] ?? '';
  const one = (message: string): { message: string; length: number } => ({ message, length: 1 });
  switch (own) {
    case 'trying to redefine an already defined table or value':
      return { message: 'duplicate key', length: Math.max(1, word.length) };
    case 'control characters are not allowed in strings':
    case 'unfinished string':
      return one(
        line.includes('"""')
          ? 'invalid multi-line basic string, expected `"`'
          : /=\s*'/.test(line)
            ? "invalid literal string, expected `'`"
            : 'invalid basic string, expected `"`',
      );
    case 'illegal character in key':
      return one(
        line.trimStart().startsWith('[') ? 'unclosed table, expected `]`' : 'key with no value, expected `=`',
      );
    case 'expected comma or end of structure':
      return one('missing comma between array elements, expected `,`');
    case 'each key-value declaration must be followed by an end-of-line':
      return one('unexpected key or value, expected newline, `#`');
    case 'unfinished array':
      return one('unclosed array, expected `]`');
    case 'invalid value':
      if (rest.startsWith('=')) return one('extra `=`, expected nothing');
      if (rest.trim() === '') return one('string values must be quoted, expected literal string');
      return { message: own, length: Math.max(1, word.length) };
    default:
      return one(own);
  }
}

/** Tables as plain objects, dates as their text. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
