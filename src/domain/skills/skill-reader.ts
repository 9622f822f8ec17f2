// The port to skills, of this machine and of executors, as threads use them.

import { type ChosenEnvironment, chosenBy, LOCAL } from '../environments/environment.js';
import { choiceIn, type PluginChoice } from '../plugins/plugin-choice.js';
import type { ThreadSettings } from '../settings.js';
import type { FoundSkills, Skill } from './skill.js';

/** Where a thread works first: what belongs to projects is looked for there, and of plug-ins what it has. */
export type SkillPlace = Pick<ChosenEnvironment, 'environmentId' | 'cwd'> & PluginChoice;

export interface SkillReader {
  /** Those for work in this place, the nearest first; none where the configuration cannot be read. */
  find(place: SkillPlace): Promise<FoundSkills>;
  /** Another number than before: there may be other skills now, in every place. */
  revision(): number;
  /** The whole text of its SKILL.md; null: it cannot be read. */
  read(skill: Skill): Promise<string | null>;
}

export function skillPlaceOf(settings: ThreadSettings): SkillPlace {
  const { environmentId, cwd } = chosenBy(settings)[0] ?? { environmentId: LOCAL, cwd: settings.cwd };
  return { environmentId, cwd, ...choiceIn(settings) };
}

/** Of an agent that knows none. */
export const NO_SKILLS: SkillReader = {
  find: () => Promise.resolve({ skills: [], errors: [] }),
  revision: () => 0,
  read: () => Promise.resolve(null),
};
