// What a SKILL.md says of itself: the YAML between its first two lines of dashes.

import { codePoints } from '../../util/code-points.js';
import { readYaml, type YamlNode, YamlProblem } from '../yaml/read-yaml.js';

/** What is wrong with a SKILL.md; the message is what clients read. */
export class SkillProblem extends Error {}

export interface SkillFrontMatter {
  readonly name: string;
  readonly description: string;
  readonly shortDescription: string | null;
}

export interface FrontMatterRules {
  /** Name of a skill that gives itself none. */
  readonly fallbackName: string;
  /** Values with a colon, a bracket or a reserved character may go without quotes, and texts may be long. */
  readonly isLenient: boolean;
}

const MOST_NAME = 64;
const MOST_TEXT = 1_024;

/** @throws SkillProblem */
export function frontMatterOf(document: string, rules: FrontMatterRules): SkillFrontMatter {
  const text = between(document);
  if (text === null) throw new SkillProblem('missing YAML frontmatter delimited by ---');
  const fields = fieldsOf(text, rules.isLenient);
  const name = oneLine(fields.name ?? '') || rules.fallbackName;
  const description = oneLine(fields.description ?? '');
  const shortDescription = oneLine(fields.shortDescription ?? '') || null;
  assertShort(name, 'name', MOST_NAME);
  if (description === '') throw new SkillProblem('missing field `description`');
  if (!rules.isLenient) {
    assertShort(description, 'description', MOST_TEXT);
    if (shortDescription !== null) assertShort(shortDescription, 'metadata.short-description', MOST_TEXT);
  }
  return { name, description, shortDescription };
}

function between(document: string): string | null {
  const lines = document.split('\n');
  if (lines[0]?.trim() !== '---') return null;
  const end = lines.findIndex((line, i) => i > 0 && line.trim() === '---');
  return end <= 1 ? null : lines.slice(1, end).join('\n');
}

interface Fields {
  name: string | null;
  description: string | null;
  shortDescription: string | null;
}

function fieldsOf(text: string, isLenient: boolean): Fields {
  try {
    return strictly(text);
  } catch (problem) {
    const repaired = isLenient ? quoted(text) : text;
    if (repaired === text) throw problem;
    try {
      return strictly(repaired);
    } catch {
      throw problem;
    }
  }
}

function strictly(text: string): Fields {
  try {
    return fieldsIn(readYaml(text));
  } catch (thrown) {
    if (!(thrown instanceof YamlProblem)) throw thrown;
    throw collectionBefore(text, thrown.line) ?? invalid(thrown.message);
  }
}

/** A value that must be text and begins a collection is refused before what is wrong further on is seen. */
function collectionBefore(text: string, line: number): SkillProblem | null {
  for (const [i, content] of text.split('\n').slice(0, line).entries()) {
    const [, key, spaces, opening] = /^(name|description):([ \t]+)([[{])/.exec(content) ?? [];
    if (key === undefined || spaces === undefined) continue;
    const column = key.length + 1 + spaces.length + 1;
    const kind = opening === '[' ? 'sequence' : 'map';
    return invalid(`${key}: invalid type: ${kind}, expected a string at line ${i + 1} column ${column}`);
  }
  return null;
}

function fieldsIn(root: YamlNode): Fields {
  if (root.kind !== 'mapping')
    throw invalid(`invalid type: ${kindOf(root)}, expected struct SkillFrontmatter`);
  const fields: Fields = { name: null, description: null, shortDescription: null };
  const seen = new Set<string>();
  for (const [key, value] of root.entries) {
    if (key !== 'name' && key !== 'description' && key !== 'metadata') continue;
    if (seen.has(key)) throw invalid(`duplicate field \`${key}\``);
    seen.add(key);
    if (key !== 'metadata') fields[key] = textOf(value, key);
    else fields.shortDescription = shortDescriptionIn(value);
  }
  return fields;
}

function shortDescriptionIn(metadata: YamlNode): string | null {
  if (isNothing(metadata)) return null;
  if (metadata.kind !== 'mapping') {
    const { line, column } = metadata;
    throw invalid(
      `metadata: invalid type: ${kindOf(metadata)}, expected struct SkillFrontmatterMetadata at line ${line} column ${column}`,
    );
  }
  const found = metadata.entries.find(([key]) => key === 'short-description');
  return found === undefined ? null : textOf(found[1], 'metadata.short-description');
}

function textOf(value: YamlNode, path: string): string | null {
  if (value.kind !== 'scalar') {
    const { line, column } = value;
    throw invalid(
      `${path}: invalid type: ${kindOf(value)}, expected a string at line ${line} column ${column}`,
    );
  }
  return isNothing(value) ? null : value.text;
}

function isNothing(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.isPlain && /^(|~|null|Null|NULL)$/.test(node.text);
}

function kindOf(node: YamlNode): string {
  if (node.kind === 'sequence') return 'sequence';
  if (node.kind === 'mapping') return 'map';
  if (node.isPlain && /^[-+]?\d+$/.test(node.text)) return `integer \`${node.text}\``;
  if (node.isPlain && /^[-+]?\d*\.\d+$/.test(node.text)) return `floating point \`${node.text}\``;
  if (node.isPlain && /^(true|false)$/i.test(node.text)) return `boolean \`${node.text.toLowerCase()}\``;
  return `string ${JSON.stringify(node.text)}`;
}

/** Puts quotes around values that mean something else to YAML than to the person who wrote them. */
function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const [, before, value] = /^(\s*[\w-]+:[ \t]+)(\S.*?)\s*$/.exec(line) ?? [];
      return before !== undefined && value !== undefined && needsQuotes(value)
        ? `${before}'${value.replaceAll("'", "''")}'`
        : line;
    })
    .join('\n');
}

function needsQuotes(value: string): boolean {
  if (/^["'|>]/.test(value)) return false;
  const isOpen = value.startsWith('[') && !value.endsWith(']');
  return isOpen || value.includes(': ') || /^[{@`]/.test(value);
}

function assertShort(value: string, field: string, most: number): void {
  if (codePoints(value) > most) {
    throw new SkillProblem(`invalid ${field}: exceeds maximum length of ${most} characters`);
  }
}

function oneLine(text: string): string {
  return text.split(/\s+/).filter(Boolean).join(' ');
}

function invalid(message: string): SkillProblem {
  return new SkillProblem(`invalid YAML: ${message}`);
}
