// Hooks as rooms ask for them, loaded with the first question.

import path from 'node:path';
import { ConfigUnreadable, type Configuration } from '../adapters/config/index.js';
import type { HookShelf } from './room.js';

export function composeHooks(
  { cwd: own }: { readonly cwd: string },
  configuration: Configuration,
): HookShelf {
  return {
    async list(cwds) {
      const { hooksIn } = await import('../adapters/hooks/hook-list.js');
      return cwds.map((cwd) => {
        const folder = path.resolve(own, cwd);
        try {
          return { cwd, ...hooksIn(configuration.layers(folder)), errors: [] };
        } catch (thrown) {
          if (!(thrown instanceof ConfigUnreadable)) throw thrown;
          return { cwd, hooks: [], warnings: [], errors: [{ path: folder, message: thrown.message }] };
        }
      });
    },
  };
}
