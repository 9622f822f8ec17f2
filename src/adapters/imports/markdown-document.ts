// Markdown files with YAML in front, as agents and commands are written.

import { strictText } from '../files/strict-text.js';
import { plainValue } from '../yaml/plain-value.js';
import { readYaml, type YamlNode, YamlProblem } from '../yaml/read-yaml.js';

export interface MarkdownDocument {
  /** Single values alone; null where the front matter is no table. */
  readonly fields: ReadonlyMap<string, string> | null;
  readonly body: string;
}

/** @throws Error of reading it */
export function readDocument(file: string): MarkdownDocument {
  const text = strictText(file);
  const opening = /^---\r?\n/.exec(text)?.[0];
  const rest = text.slice(opening?.length ?? 0);
  const closing = opening === undefined ? null : /\r?\n---(?:\r?\n)?/.exec(rest);
  if (closing === null) return { fields: new Map(), body: text };
  return {
    fields: fieldsOf(rest.slice(0, closing.index)),
    body: rest.slice(closing.index + closing[0].length),
  };
}

/** The text of a field that says something. */
export function fieldOf({ fields }: MarkdownDocument, name: string): string | null {
  return fields?.get(name)?.trim() || null;
}

function fieldsOf(text: string): Map<string, string> | null {
  try {
    const root = readYaml(text);
    if (root.kind !== 'mapping' || !isClear(root)) return null;
    const fields = new Map<string, string>();
    for (const [key, value] of root.entries) {
      const text = value.kind === 'scalar' ? (value.isPlain ? plainValue(value.text) : value.text) : null;
      if (text != null) fields.set(key.trim(), text);
    }
    return fields;
  } catch (thrown) {
    if (!(thrown instanceof YamlProblem)) throw thrown;
    return null;
  }
}

/** No key is told twice, however deep, and no number is one that nothing holds. */
function isClear(node: YamlNode, seen = new Set<unknown>()): boolean {
  if (node.kind === 'scalar') return !node.isPlain || plainValue(node.text) !== undefined;
  const inner = node.kind === 'sequence' ? node.items : node.entries;
  // What is told again and again by its anchor is looked at once.
  if (seen.has(inner)) return true;
  seen.add(inner);
  if (node.kind === 'sequence') return node.items.every((item) => isClear(item, seen));
  const keys = new Set(node.entries.map(([key]) => key));
  return keys.size === node.entries.length && node.entries.every(([, value]) => isClear(value, seen));
}
