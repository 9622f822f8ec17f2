// The skills that input names, as the model gets them: each a message in the user's name, with the whole SKILL.md.

import type { UserInput } from '../../protocol/index.js';
import type { ModelItem } from '../records.js';
import type { ThreadSettings } from '../settings.js';
import { mayMention, mentionedSkills } from '../skills/mentioned.js';
import { type SkillReader, skillPlaceOf } from '../skills/skill-reader.js';
import { userTextItem } from './model-request.js';

export async function skillItems(
  input: readonly UserInput[],
  settings: ThreadSettings,
  reader: SkillReader,
): Promise<ModelItem[]> {
  if (!mayMention(input)) return [];
  const { skills } = await reader.find(skillPlaceOf(settings));
  const items: ModelItem[] = [];
  for (const skill of mentionedSkills(input, skills)) {
    const text = await reader.read(skill);
    if (text === null) continue;
    const { shown } = skill;
    items.push(
      userTextItem(`<skill>\n<name>${shown.name}</name>\n<path>${shown.path}</path>\n${text}\n</skill>`),
    );
  }
  return items;
}
