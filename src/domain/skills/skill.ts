// A skill: a folder with instructions for the model in a SKILL.md, found in the folders of a project, of the user, or
// of this program.

import type { SkillErrorInfo, SkillMetadata } from '../../protocol/index.js';

export interface Skill {
  /** As clients see it. */
  readonly shown: SkillMetadata;
  /** Whether the model may choose it by itself; otherwise only the user names it. */
  readonly isOffered: boolean;
  /** The folder the search began in: the model is told paths relative to it. Absolute. */
  readonly root: string;
  /** The environment it lies in. */
  readonly environmentId: string;
}

export interface FoundSkills {
  readonly skills: readonly Skill[];
  readonly errors: readonly SkillErrorInfo[];
}
