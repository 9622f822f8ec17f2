// The built binary on a pseudo-terminal, as a person has it: what is typed goes in, what is drawn comes out.

import { existsSync } from 'node:fs';
import { ASTC, type World } from './binary.js';

/** Undefined where the optional package could not be installed. */
const module = await import('@replit/ruspty').catch(() => undefined);
export const hasTerminal = module !== undefined;

export interface Terminal {
  /** All that was drawn so far, colours and cursor movements included. */
  readonly drawn: string;
  type(keys: string): void;
  /** Waits until what was drawn since the last such wait fits, and goes on behind it. */
  until(fits: RegExp): Promise<void>;
  readonly ended: Promise<number>;
}

const PATIENCE_MS = 20_000;

export function startTerminal(world: World, args: readonly string[]): Terminal {
  if (!existsSync(ASTC)) throw new Error('The binary is not built: run npm run build, or npm test.');
  return startProgram(world, [process.execPath, ASTC, ...args]);
}

/** Any other program. */
export function startProgram(
  world: World,
  [command = '', ...args]: readonly string[],
  env: Record<string, string> = {},
): Terminal {
  if (module === undefined) throw new Error('There is no pseudo-terminal here.');
  let drawn = '';
  let passed = 0;
  const watchers = new Set<() => void>();
  let exit: (code: number) => void = () => {};
  const ended = new Promise<number>((resolve) => {
    exit = resolve;
  });
  const pty = new module.Pty({
    command,
    args,
    dir: world.dir,
    envs: {
      PATH: process.env.PATH ?? '',
      HOME: world.dir,
      XDG_STATE_HOME: world.dir,
      TERM: 'xterm-256color',
      ...env,
    },
    size: { cols: 120, rows: 40 },
    onExit: (_error, code) => exit(code),
  });
  pty.read.on('data', (chunk: Buffer) => {
    drawn += chunk.toString();
    for (const look of watchers) look();
  });
  pty.read.on('error', () => {});
  return {
    get drawn() {
      return drawn;
    },
    type: (keys) => void pty.write.write(keys),
    until: (fits) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = fits.exec(drawn.slice(passed));
          if (found === null) return;
          passed += found.index + found[0].length;
          clearTimeout(timer);
          watchers.delete(look);
          resolve();
        };
        const timer = setTimeout(() => {
          watchers.delete(look);
          reject(new Error(`never drew ${String(fits)}:\n${drawn.slice(passed)}`));
        }, PATIENCE_MS);
        watchers.add(look);
        look();
      }),
    ended,
  };
}
