// The door of what is known about a folder's repository.

export { createGitReader } from './git-reader.js';
export { blobId, repositoryRoot } from './repository-files.js';
