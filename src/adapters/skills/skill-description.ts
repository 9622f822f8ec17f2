// What agents/openai.yaml beside a SKILL.md adds for people and programs: names, pictures, tools it depends on,
// whether the model may choose it. What is wrong in it is left out without a word.

import { join, normalize } from 'node:path';
import type { SkillDependencies, SkillInterface } from '../../protocol/index.js';
import { codePoints } from '../../util/code-points.js';
import { readYaml, type YamlNode } from '../yaml/read-yaml.js';

export interface SkillDescription {
  readonly interface: SkillInterface | null;
  readonly dependencies: SkillDependencies | null;
  readonly isOffered: boolean;
}

const PLAIN: SkillDescription = { interface: null, dependencies: null, isOffered: true };
const MOST_NAME = 64;
const MOST_TEXT = 1_024;

/** `folder`: the skill's own, for its pictures; absolute. */
export function descriptionOf(text: string, folder: string): SkillDescription {
  let root: YamlNode;
  try {
    root = readYaml(text);
  } catch {
    return PLAIN;
  }
  return {
    interface: interfaceIn(memberOf(root, 'interface'), folder),
    dependencies: dependenciesIn(memberOf(root, 'dependencies')),
    isOffered: !isFalse(memberOf(memberOf(root, 'policy'), 'allow_implicit_invocation')),
  };
}

function interfaceIn(node: YamlNode | null, folder: string): SkillInterface | null {
  const shown = {
    displayName: textIn(node, 'display_name', MOST_NAME),
    shortDescription: textIn(node, 'short_description', MOST_TEXT),
    iconSmall: pictureIn(node, 'icon_small', folder),
    iconLarge: pictureIn(node, 'icon_large', folder),
    brandColor: colourIn(node, 'brand_color'),
    defaultPrompt: textIn(node, 'default_prompt', MOST_TEXT),
  };
  if (Object.values(shown).every((value) => value === null)) return null;
  return { ...shown, iconSmallUrl: null, iconLargeUrl: null };
}

function dependenciesIn(node: YamlNode | null): SkillDependencies | null {
  const list = memberOf(node, 'tools');
  if (list?.kind !== 'sequence') return null;
  const tools = list.items.flatMap((item) => {
    const type = textIn(item, 'type', MOST_NAME);
    const value = textIn(item, 'value', MOST_TEXT);
    if (type === null || value === null) return [];
    const more = ['description', 'transport', 'command', 'url'].flatMap((key) => {
      const text = textIn(item, key, MOST_TEXT);
      return text === null ? [] : [[key, text]];
    });
    return [{ type, value, ...Object.fromEntries(more) }];
  });
  return tools.length === 0 ? null : { tools };
}

function memberOf(node: YamlNode | null, key: string): YamlNode | null {
  if (node?.kind !== 'mapping') return null;
  return node.entries.find(([name]) => name === key)?.[1] ?? null;
}

/** On one line; null when it is empty or too long. */
function textIn(node: YamlNode | null, key: string, most: number): string | null {
  const value = memberOf(node, key);
  if (value?.kind !== 'scalar') return null;
  const text = value.text.split(/\s+/).filter(Boolean).join(' ');
  return text === '' || codePoints(text) > most ? null : text;
}

/** Only files in the skill's own `assets` count. */
function pictureIn(node: YamlNode | null, key: string, folder: string): string | null {
  const text = textIn(node, key, MOST_TEXT);
  if (text === null) return null;
  const path = normalize(text);
  return path.startsWith('assets/') && !text.split('/').includes('..') ? join(folder, path) : null;
}

function colourIn(node: YamlNode | null, key: string): string | null {
  const text = textIn(node, key, MOST_NAME);
  return text !== null && /^#[0-9a-f]{6}$/i.test(text) ? text : null;
}

function isFalse(node: YamlNode | null): boolean {
  return node?.kind === 'scalar' && node.text === 'false';
}
