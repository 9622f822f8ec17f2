// What a configuration says of the commands a model runs, and of how much it reads of what tools say.

import type { ThreadSettings } from '../../domain/settings.js';
import type { Tree } from './tree.js';

/** Absent where nothing is said. */
export function commandSettingsIn(
  config: Tree,
): Pick<ThreadSettings, 'loginShells' | 'outputTokenLimit' | 'longestWaitMs'> {
  return {
    ...(config.allow_login_shell === false ? { loginShells: false } : {}),
    ...amount('outputTokenLimit', config.tool_output_token_limit),
    ...amount('longestWaitMs', config.background_terminal_max_timeout),
  };
}

function amount<K extends string>(name: K, value: unknown): { readonly [name in K]?: number } {
  // A computed key has no type of its own.
  return typeof value === 'number' ? ({ [name]: value } as { [name in K]: number }) : {};
}
