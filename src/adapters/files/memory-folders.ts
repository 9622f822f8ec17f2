// The folders of a home in which the real server writes down what it remembers across threads.

import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const NAMES = ['memories', 'memories_extensions'];

export function memoryFolders(codexHome: string): { empty(): Promise<void> } {
  return {
    /** Removes what lies in them; a link to elsewhere is left alone. @throws the file system's error */
    async empty() {
      for (const name of NAMES) {
        const folder = join(codexHome, name);
        const stat = await lstat(folder).catch(() => null);
        if (!stat?.isDirectory()) continue;
        for (const entry of await readdir(folder))
          await rm(join(folder, entry), { recursive: true, force: true });
      }
    },
  };
}
