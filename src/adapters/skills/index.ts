// The door to skills on disk.

export { findSkills, skillsIn } from './skill-library.js';
export { type SkillRoot, skillRoots } from './skill-roots.js';
export { switched } from './skill-switches.js';
export { SkillWatch } from './skill-watch.js';
