// The door of what is known about a folder's repository.

export { createGitReader } from './git-reader.js';
