import { describe, expect, it } from 'vitest';
import type { Skill } from '../../../src/domain/skills/skill.js';
import { skillsNews, skillsText, toldSkills } from '../../../src/domain/skills/skills-text.js';

function skill(name: string): Skill {
  const shown = { name, description: `Does ${name}.`, path: `/s/${name}/SKILL.md`, enabled: true };
  // What else clients see of a skill is not told to the model.
  return { shown: shown as Skill['shown'], isOffered: true, root: '/s', environmentId: 'local' };
}

const of = (...names: string[]): string | null => skillsText(names.map(skill));
/** As another server words it. */
const otherwise = (text: string | null): string => (text ?? '').replaceAll('How to use', 'What to do with');

describe('what a model is told of skills after a while', () => {
  it('is nothing while there are the same', () => {
    expect(skillsNews(of('a', 'b'), of('a', 'b'))).toBeNull();
    expect(skillsNews(otherwise(of('a')), of('a'))).toBeNull();
    expect(skillsNews(null, null)).toBeNull();
  });

  it('is all there are once they are others', () => {
    expect(skillsNews(of('a', 'b'), of('b'))).toBe(of('b'));
    expect(skillsNews(null, of('a'))).toBe(of('a'));
  });

  it('is that there are none, once', () => {
    const none = skillsNews(of('a'), null);
    expect(none).toContain('no skills');
    const told = toldSkills([of('a') ?? '', none ?? '']);
    expect(told).toBeNull();
    expect(skillsNews(told, null)).toBeNull();
    expect(skillsNews(told, of('a'))).toBe(of('a'));
  });
});

describe('what a log says of the skills that were told last', () => {
  it('is the last list', () => {
    expect(toldSkills([of('a') ?? '', 'other words', of('b') ?? '', 'more'])).toBe(of('b'));
    expect(toldSkills(['other words'])).toBeNull();
  });

  it('is not changed by what a real server says of skills elsewhere', () => {
    const elsewhere = '<skills_instructions>\n## Skills update\nNone elsewhere.\n</skills_instructions>';
    expect(toldSkills([of('a') ?? '', elsewhere])).toBe(of('a'));
  });
});
