// PatchFiles in memory, below /work.
import { posix } from 'node:path';
import type { PatchFiles } from '../../../src/domain/command-ports.js';

export function memoryFiles(initial: Readonly<Record<string, string>>) {
  const files = new Map(Object.entries(initial).map(([name, text]) => [posix.join('/work', name), text]));
  const port: PatchFiles = {
    resolve: (cwd, path) => posix.resolve(cwd, path),
    async read(path) {
      const text = files.get(path);
      return text === undefined ? { problem: 'No such file or directory (os error 2)' } : { text };
    },
    real: async (path) => path,
    async apply(steps) {
      for (const step of steps) {
        if (step.type === 'write') files.set(step.path, step.text);
        else files.delete(step.path);
      }
    },
  };
  return {
    port,
    /** Names relative to /work. */
    files: () => Object.fromEntries([...files].map(([path, text]) => [posix.relative('/work', path), text])),
  };
}
