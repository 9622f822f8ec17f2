// Markdown files with YAML in front, as agents and commands are written.

import { readFileSync } from 'node:fs';
import { readYaml, YamlProblem } from '../yaml/read-yaml.js';

export interface MarkdownDocument {
  /** Single values alone; null where the front matter is no table. */
  readonly fields: ReadonlyMap<string, string> | null;
  readonly body: string;
}

/** @throws the file system's error */
export function readDocument(file: string): MarkdownDocument {
  const text = readFileSync(file, 'utf8');
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
    if (root.kind !== 'mapping') return null;
    const fields = new Map<string, string>();
    for (const [key, value] of root.entries) {
      const isNothing = value.kind === 'scalar' && value.isPlain && /^(?:|~|null)$/i.test(value.text);
      if (value.kind === 'scalar' && !isNothing) fields.set(key.trim(), value.text);
    }
    return fields;
  } catch (thrown) {
    if (!(thrown instanceof YamlProblem)) throw thrown;
    return null;
  }
}
