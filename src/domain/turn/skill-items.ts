// The skills that input names, as the model gets them: each a message in the user's name, with the whole SKILL.md.

import type { UserInput } from '../../protocol/index.js';
import type { ModelItem } from '../records.js';
import { mayMention, mentionedSkills } from '../skills/mentioned.js';
import type { SkillReader } from '../skills/skill-reader.js';
import { userTextItem } from './model-request.js';

export async function skillItems(
  input: readonly UserInput[],
  cwd: string,
  reader: SkillReader,
): Promise<ModelItem[]> {
  if (!mayMention(input)) return [];
  const { skills } = await reader.find(cwd);
  const items: ModelItem[] = [];
  for (const { shown } of mentionedSkills(input, skills)) {
    const text = await reader.read(shown.path);
    if (text === null) continue;
    items.push(
      userTextItem(`<skill>\n<name>${shown.name}</name>\n<path>${shown.path}</path>\n${text}\n</skill>`),
    );
  }
  return items;
}
