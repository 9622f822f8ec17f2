// Which skills the user names in what they send: by an item, by `$name`, or by a link with that label. Pure.

import type { UserInput } from '../../protocol/index.js';
import type { Skill } from './skill.js';

const NAME = /\$([A-Za-z0-9_:-]+)/g;
const LINK = /\[\$[A-Za-z0-9_:-]+\]\(([^)]*)\)/g;
const SCHEME = 'skill://';

/** Whether input has to be looked at more closely: most has not. */
export function mayMention(input: readonly UserInput[]): boolean {
  return input.some((part) => part.type === 'skill' || (part.type === 'text' && part.text.includes('$')));
}

/** Those that are on, in their own order, each once; a name that several skills have means none of them. */
export function mentionedSkills(input: readonly UserInput[], skills: readonly Skill[]): Skill[] {
  const usable = skills.filter(({ shown }) => shown.enabled);
  const paths = new Set<string>();
  const names = new Set<string>();
  for (const part of input) {
    if (part.type === 'skill') paths.add(part.path);
    if (part.type !== 'text') continue;
    const plain = part.text.replace(LINK, (_, path: string) => {
      paths.add(path.startsWith(SCHEME) ? path.slice(SCHEME.length) : path);
      return '';
    });
    for (const [, name = ''] of plain.matchAll(NAME)) names.add(name);
  }
  const isOnly = (name: string): boolean => usable.filter(({ shown }) => shown.name === name).length === 1;
  return usable.filter(({ shown: { path, name } }) => paths.has(path) || (names.has(name) && isOnly(name)));
}
