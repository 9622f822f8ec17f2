// A whole TOML file from a tree: values before tables, texts of several lines as such.

import { keyText } from '../config/config-writer.js';
import { isTree, type Tree } from '../config/tree.js';

export function tomlOf(tree: Tree): string {
  return `${tablesOf(tree, []).join('\n\n')}\n`;
}

function tablesOf(table: Tree, path: readonly string[]): string[] {
  const entries = Object.entries(table);
  const values = entries.filter(([, value]) => !isTree(value));
  const tables = entries.filter((entry): entry is [string, Tree] => isTree(entry[1]));
  const lines = values.map(([key, value]) => `${keyText(key)} = ${tomlValue(value)}`);
  // A table of nothing but tables is told by theirs.
  const hasHeader = path.length > 0 && (lines.length > 0 || tables.length === 0);
  const own = hasHeader ? [`[${path.map(keyText).join('.')}]`, ...lines] : lines;
  return [
    ...(own.length === 0 ? [] : [own.join('\n')]),
    ...tables.flatMap(([key, inner]) => tablesOf(inner, [...path, key])),
  ];
}

function tomlValue(value: unknown): string {
  if (Array.isArray(value)) {
    const items = value.map(tomlValue);
    return items.length < 2 ? `[${items.join('')}]` : `[\n${items.map((item) => `    ${item},\n`).join('')}]`;
  }
  if (typeof value !== 'string') return String(value);
  const lines = value.split('\n').map((line) => basic(line).slice(1, -1));
  if (lines.length === 1) return basic(value);
  // A quote stays escaped where the end of the text would be seen in it.
  return `"""\n${lines.join('\n').replaceAll(/\\"(?!(?:\\"){2}|$)/g, '"')}"""`;
}

function basic(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007F');
}
