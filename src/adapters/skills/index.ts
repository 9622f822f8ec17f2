// The door to skills on disk.

export { findSkills } from './skill-library.js';
export { switched } from './skill-switches.js';
