// What the model is told of the skills it may choose by itself. Our own wording; the tags and the list are the
// protocol's, because real servers look for them in a resumed rollout.

import type { Skill } from './skill.js';

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
    '<skills_instructions>',
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
    '</skills_instructions>',
  ].join('\n');
}
