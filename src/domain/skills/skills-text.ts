// What the model is told of the skills it may choose by itself. Our own wording; the tags and the list are the
// protocol's, because real servers look for them in a resumed rollout.

import { sameJson } from '../../util/same-json.js';
import type { Skill } from './skill.js';

const OPEN = '<skills_instructions>';
const CLOSE = '</skills_instructions>';
/** How real servers head that there are none on this machine; of environments they tell by themselves. */
const NO_MORE_HEAD = '## Host skills update';

/** Null where there are none. */
export function skillsText(skills: readonly Skill[]): string | null {
  const offered = skills.filter(({ isOffered, shown }) => isOffered && shown.enabled);
  if (offered.length === 0) return null;
  const roots = [...new Set(offered.map(({ root }) => root))];
  const lineOf = ({ shown: { name, description, path }, root }: Skill): string => {
    const inside = path.startsWith(`${root}/`);
    const where = inside ? `r${roots.indexOf(root)}/${path.slice(root.length + 1)}` : path;
    return `- ${name}: ${description} (file: ${where})`;
  };
  return [
    OPEN,
    '## Skills',
    'A skill is a folder with instructions for a kind of task, in its `SKILL.md`. These are at hand:',
    '### Skill roots',
    ...roots.map((root, at) => `- \`r${at}\` = \`${root}\``),
    '### Available skills',
    ...offered.map(lineOf),
    '### How to use skills',
    '- Use a skill when the user names it, with `$name` or in words, or when its description fits the task.',
    '- Read its `SKILL.md` before you begin; put its root in place of `r0`, `r1` and so on. Paths in it start at its own folder.',
    '- Where one cannot be read, say so in a sentence and do without it.',
    CLOSE,
  ].join('\n');
}

/** What of `texts`, everything the developer said, tells of skills last; null: nothing, or that there are none. */
export function toldSkills(texts: readonly string[]): string | null {
  const last = texts.findLast((text) => listIn(text).length > 0 || text.includes(NO_MORE_HEAD));
  return last === undefined || listIn(last).length === 0 ? null : last;
}

/** What is to be told after `before`; null: the model knows, whichever server has told it. */
export function skillsNews(before: string | null, now: string | null): string | null {
  const isSame = sameJson(listIn(before ?? ''), listIn(now ?? ''));
  return isSame ? null : (now ?? [OPEN, NO_MORE_HEAD, 'There are no skills any more.', CLOSE].join('\n'));
}

/** The lines of the roots and the skills themselves. */
function listIn(text: string): string[] {
  if (!text.includes(OPEN)) return [];
  return text.match(/^- (?:`r\d+` = .*|.* \(file: .*\))$/gm) ?? [];
}
