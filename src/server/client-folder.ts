// A folder as a client names it → where it lies: `~` is the user's home, anything else begins in the server's own folder.

import { join, resolve } from 'node:path';

export interface FolderPlaces {
  /** The server's own working folder; absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Absolute. */
export function clientFolder(named: string, { cwd, env }: FolderPlaces): string {
  const { HOME: home } = env;
  if (!home || (named !== '~' && !named.startsWith('~/'))) return resolve(cwd, named);
  return resolve(cwd, join(home, named.slice(1)));
}
