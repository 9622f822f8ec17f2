// The door to skills on disk.

export { findSkills } from './skill-library.js';
export { skillRoots } from './skill-roots.js';
export { switched } from './skill-switches.js';
export { SkillWatch } from './skill-watch.js';
