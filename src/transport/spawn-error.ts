// The sentences for a command that could not be started.

import { existsSync } from 'node:fs';
import { messageOf } from '../util/coded-error.js';
import { TransportError } from './errors.js';

/** Turns what spawning threw into one clear error; a TransportError passes unchanged. */
export function spawnError(command: string, cwd: string | undefined, thrown: unknown): TransportError {
  if (thrown instanceof TransportError) return thrown;
  const cause = { cause: thrown };
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  switch (code) {
    case 'ENOENT':
      return notFound(command, cwd, cause);
    case 'EACCES':
    case 'EPERM':
      return new TransportError(
        'not_executable',
        `${command} cannot be started: it is not executable.`,
        cause,
      );
    case 'ENOEXEC':
    case 'EFTYPE':
    case 'UNKNOWN': {
      const message = `${command} cannot be started: it is no program for this machine.`;
      return new TransportError('not_executable', message, cause);
    }
    default:
      return new TransportError('spawn_failed', `${command} cannot be started: ${messageOf(thrown)}.`, cause);
  }
}

/** The same code stands for three different things that are missing. */
function notFound(command: string, cwd: string | undefined, cause: { cause: unknown }): TransportError {
  if (cwd !== undefined && !existsSync(cwd)) {
    const message = `${command} cannot be started in ${cwd}: there is no such folder.`;
    return new TransportError('spawn_failed', message, cause);
  }
  const isPath = /[\\/]/.test(command);
  if (isPath && existsSync(command)) {
    const message = `${command} cannot be started: the interpreter in its first line does not exist.`;
    return new TransportError('not_executable', message, cause);
  }
  const where = isPath ? 'there is no such file' : 'it is not on the PATH';
  return new TransportError('not_found', `${command} cannot be started: ${where}.`, cause);
}
