// The port to the skills of this machine, as threads use them.

import type { FoundSkills } from './skill.js';

export interface SkillReader {
  /** Those for work in this folder, the nearest first; none where the configuration cannot be read. */
  find(cwd: string): Promise<FoundSkills>;
  /** The whole text of a SKILL.md; null: it cannot be read. */
  read(path: string): Promise<string | null>;
}

/** Of an agent that knows none. */
export const NO_SKILLS: SkillReader = {
  find: () => Promise.resolve({ skills: [], errors: [] }),
  read: () => Promise.resolve(null),
};
