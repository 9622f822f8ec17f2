// From the name of a command to a file that can be started without a shell. On Windows the commands
// that npm installs are batch files, which only a shell can run; this finds the script behind them.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { TransportError } from './errors.js';

export interface ResolvedCommand {
  readonly file: string;
  readonly args: readonly string[];
}

/** What resolution reads from its surroundings. */
export interface CommandSurroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The node binary, for scripts. */
  readonly node: string;
  exists(file: string): boolean;
  readText(file: string): string;
}

const thisMachine: CommandSurroundings = {
  platform: process.platform,
  env: process.env,
  node: process.execPath,
  exists: existsSync,
  readText: (file) => readFileSync(file, 'utf8'),
};

const SCRIPT = /\.[cm]?js$/i;
const BATCH = /\.(cmd|bat)$/i;
/** The line of a shim that starts its target: `"%dp0%\…\codex.js" %*`. */
const SHIM_TARGET = /"%(?:~dp0|dp0%)\\?([^"]+\.(?:[cm]?js|exe))"\s+%\*/i;

/**
 * Finds what to start for `command`, a name on the PATH or a path.
 * @throws TransportError `not_executable` for a batch file that is no npm shim.
 */
export function resolveCommand(
  command: string,
  args: readonly string[],
  surroundings: CommandSurroundings = thisMachine,
): ResolvedCommand {
  const found = surroundings.platform === 'win32' ? findOnWindows(command, surroundings) : command;
  if (SCRIPT.test(found)) return { file: surroundings.node, args: [found, ...args] };
  if (surroundings.platform !== 'win32' || !BATCH.test(found)) return { file: found, args };
  const target = SHIM_TARGET.exec(surroundings.readText(found))?.[1];
  if (target === undefined) {
    throw new TransportError(
      'not_executable',
      `${found} is a batch file, which cannot be started without a shell; give the path of an .exe or .js file.`,
    );
  }
  const file = path.win32.join(path.win32.dirname(found), target);
  return SCRIPT.test(file) ? { file: surroundings.node, args: [file, ...args] } : { file, args };
}

/** The file that Windows itself would pick; the command unchanged when there is none. */
function findOnWindows(command: string, surroundings: CommandSurroundings): string {
  const hasFolder = /[\\/]/.test(command);
  const folders = hasFolder ? [''] : (pathVariable(surroundings.env) ?? '').split(';').filter(Boolean);
  const extensions =
    path.win32.extname(command) === '' ? ['.exe', '.cmd', '.bat'] : ['', '.exe', '.cmd', '.bat'];
  for (const folder of folders) {
    for (const extension of extensions) {
      const file = path.win32.join(folder, command + extension);
      if (surroundings.exists(file)) return file;
    }
  }
  return command;
}

/** Windows spells the variable `Path` and does not care. */
function pathVariable(env: CommandSurroundings['env']): string | undefined {
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH');
  return name === undefined ? undefined : env[name];
}
