// Where this package keeps what outlives a command: logs, records of background servers, homes for offline runs.

import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** `$XDG_STATE_HOME/app-server-test-client`, or the same below `~/.local/state`; made when it is missing. */
export function stateDir(env: Env, ...below: string[]): string {
  const given = env.XDG_STATE_HOME;
  // The specification wants relative paths ignored.
  const base =
    given !== undefined && path.isAbsolute(given)
      ? given
      : path.join(env.HOME || homedir(), '.local', 'state');
  const dir = path.join(base, 'app-server-test-client', ...below);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  return dir;
}
