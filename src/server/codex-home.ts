// Which folder is CODEX_HOME. Unasked, a test bench must never touch a person's real ~/.codex.

import { chmodSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** CODEX_HOME, or a folder of our own below the user's state directory. */
export function defaultCodexHome(env: Readonly<Record<string, string | undefined>>): string {
  if (env.CODEX_HOME) return env.CODEX_HOME;
  const state = env.XDG_STATE_HOME || path.join(env.HOME || os.homedir(), '.local', 'state');
  return path.join(state, 'app-server-test-client', 'codex-home');
}

/** Makes the folder when it is missing, for its owner alone, and returns it as an absolute path. */
export function prepareCodexHome(codexHome: string): string {
  const home = path.resolve(codexHome);
  if (statSync(home, { throwIfNoEntry: false }) === undefined) {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    chmodSync(home, 0o700);
  }
  return realpathSync(home);
}
