// The walker of folders, loaded with the first search.

import type { FileWalker } from '../domain/search/file-search.js';

/** @param cwd where relative roots begin; absolute */
export function lazyWalker(cwd: string): FileWalker {
  return {
    async *walk(roots, signal) {
      const { createFileWalker } = await import('../adapters/files/file-walker.js');
      yield* createFileWalker(cwd).walk(roots, signal);
    },
  };
}
