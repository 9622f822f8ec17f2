// The door to skills on disk.

export { skillsIn } from './skill-library.js';
export {
  farRoots,
  mayHoldFiles,
  projectRoots,
  ROOTS_PER_FOLDER,
  type SkillRoot,
  skillRoots,
} from './skill-roots.js';
export { switched } from './skill-switches.js';
export { SkillWatch } from './skill-watch.js';
