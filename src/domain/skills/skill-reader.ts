// The port to skills, of this machine and of executors, as threads use them.

import { type ChosenEnvironment, chosenBy, LOCAL } from '../environments/environment.js';
import type { ThreadSettings } from '../settings.js';
import type { FoundSkills, Skill } from './skill.js';

/** Where a thread works first: what belongs to projects is looked for there. */
export type SkillPlace = Pick<ChosenEnvironment, 'environmentId' | 'cwd'>;

export interface SkillReader {
  /** Those for work in this place, the nearest first; none where the configuration cannot be read. */
  find(place: SkillPlace): Promise<FoundSkills>;
  /** The whole text of its SKILL.md; null: it cannot be read. */
  read(skill: Skill): Promise<string | null>;
}

export function skillPlaceOf(settings: ThreadSettings): SkillPlace {
  return chosenBy(settings)[0] ?? { environmentId: LOCAL, cwd: settings.cwd };
}

/** Of an agent that knows none. */
export const NO_SKILLS: SkillReader = {
  find: () => Promise.resolve({ skills: [], errors: [] }),
  read: () => Promise.resolve(null),
};
