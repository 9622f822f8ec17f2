// Where the real servers of a home keep their databases: in the home, unless they are told otherwise.

import path from 'node:path';
import { textAt } from '../util/peek.js';

/** Absolute. @param values of the configuration; where it cannot be read, it says nothing */
export function databaseHome(
  values: () => unknown,
  { codexHome, cwd, env }: { codexHome: string; cwd: string; env: NodeJS.ProcessEnv },
): string {
  const told = configured(values) ?? env.CODEX_SQLITE_HOME?.trim();
  return told ? path.resolve(cwd, told) : codexHome;
}

function configured(values: () => unknown): string | undefined {
  try {
    return textAt(values(), 'sqlite_home');
  } catch {
    return undefined;
  }
}
