// Finds the program of a command as the system would: where it cannot be found, the system's own words are the same
// with a sandbox and without, and the same on every platform.

import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import type { CommandSpec } from '../../domain/command-ports.js';
import { DomainError } from '../../domain/errors.js';

const NOT_FOUND = 'No such file or directory (os error 2)';
const NOT_A_FOLDER = 'Not a directory (os error 20)';
const NUL = 'nul byte found in provided data';
const NOT_ALLOWED = 'Permission denied (os error 13)';

/** @throws DomainError `commandNotStarted` when its folder or its program is not there */
export async function checkStartable({ argv, cwd, env, tty }: CommandSpec): Promise<void> {
  if ([...argv, cwd, ...Object.values(env)].some((text) => text.includes('\0'))) throw notStarted(NUL);
  const program = argv[0] ?? '';
  if (program === '') throw notStarted(`missing program for ${tty === null ? 'pipe' : 'PTY'} spawn`);
  const folder = await stat(cwd).catch(() => null);
  if (folder === null) throw notStarted(NOT_FOUND);
  if (!folder.isDirectory()) throw notStarted(NOT_A_FOLDER);
  const candidates = program.includes('/')
    ? [path.resolve(cwd, program)]
    : foldersOf(env.PATH).map((dir) => path.resolve(cwd, dir, program));
  let isThere = false;
  for (const candidate of candidates) {
    const found = await stat(candidate).catch(() => null);
    if (found === null) continue;
    isThere = true;
    if (found.isFile() && (await isExecutable(candidate))) return;
  }
  throw notStarted(isThere ? NOT_ALLOWED : NOT_FOUND);
}

function foldersOf(searched: string | undefined): string[] {
  // What the C library searches when there is no PATH.
  return (searched ?? '/bin:/usr/bin').split(':').map((folder) => folder || '.');
}

function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function notStarted(message: string): DomainError {
  return new DomainError({ code: 'commandNotStarted', message });
}
