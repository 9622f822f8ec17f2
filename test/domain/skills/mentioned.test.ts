import { describe, expect, test } from 'vitest';
import { mayMention, mentionedSkills } from '../../../src/domain/skills/mentioned.js';
import type { Skill } from '../../../src/domain/skills/skill.js';
import { skillsText } from '../../../src/domain/skills/skills-text.js';
import type { UserInput } from '../../../src/protocol/index.js';

function skill(name: string, folder: string, more: { enabled?: boolean; isOffered?: boolean } = {}): Skill {
  const path = `/skills/${folder}/SKILL.md`;
  const { enabled = true, isOffered = true } = more;
  const shown = { name, description: `is ${name}`, path, scope: 'user' as const, enabled, pluginId: null };
  return { shown, isOffered, root: '/skills', environmentId: 'local' };
}

const skills = [
  skill('alpha', 'a'),
  skill('twin', 'b'),
  skill('twin', 'c'),
  skill('off', 'd', { enabled: false }),
  skill('quiet', 'e', { isOffered: false }),
];
const text = (words: string): UserInput => ({ type: 'text', text: words, text_elements: [] });
const named = (...input: UserInput[]): string[] =>
  mentionedSkills(input, skills).map(({ shown }) => shown.path.split('/')[2] ?? '');

describe('the skills that input names', () => {
  test.each([
    ['nothing', []],
    ['$alpha, ($quiet) and $alpha', ['a', 'e']],
    ['$ALPHA $alpha-x $off $nobody', []],
    ['$twin', []],
    ['[$twin](/skills/c/SKILL.md)', ['c']],
    ['[$alpha](/elsewhere/SKILL.md)', []],
    ['[$twin](skill:///skills/b/SKILL.md) $alpha', ['a', 'b']],
  ])('are found in: %s', (words, folders) => {
    expect(named(text(words))).toEqual(folders);
  });

  test('are named by items, too, each once', () => {
    const item: UserInput = { type: 'skill', name: 'alpha', path: '/skills/a/SKILL.md' };
    expect(named(text('$alpha'), item)).toEqual(['a']);
    expect(mayMention([item])).toBe(true);
    expect(mayMention([text('plain words')])).toBe(false);
  });
});

describe('what the model is told of skills', () => {
  test('leaves out those that are off, and those that only the user names', () => {
    const told = skillsText(skills) ?? '';
    expect(told.match(/^- \w+: is \w+ .*$/gm)).toEqual([
      '- alpha: is alpha (file: r0/a/SKILL.md)',
      '- twin: is twin (file: r0/b/SKILL.md)',
      '- twin: is twin (file: r0/c/SKILL.md)',
    ]);
    expect(told).toContain('- `r0` = `/skills`');
  });

  test('is nothing where there are none', () => {
    expect(skillsText([])).toBeNull();
    expect(skillsText(skills.slice(3))).toBeNull();
  });
});
