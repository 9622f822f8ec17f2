// A program in a terminal of its own, behind tmux: keys go in, what stands on the screen comes out.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The longest a screen may take to show what is due, on a loaded machine. */
const PATIENCE_MS = 45_000;
const LOOK_EVERY_MS = 150;

export interface TerminalOptions {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface Terminal {
  /** Resolves with the screen once it fits. @throws with the last screen when it never does */
  shows(what: string, fits: RegExp | ((screen: string) => boolean)): Promise<string>;
  /** Types text as a person does, and waits until it stands on the screen. */
  type(text: string): Promise<void>;
  /** Presses keys by tmux's names, such as `Enter` or `C-c`. */
  press(...keys: string[]): Promise<void>;
  /** Resolves with the exit code of the program, once it ended. */
  ended(): Promise<number>;
  close(): Promise<void>;
}

export async function openTerminal({ command, cwd, env }: TerminalOptions): Promise<Terminal> {
  // Not below the repository: the path of a socket may be 107 bytes long.
  const folder = mkdtempSync(join(tmpdir(), 'astc-tmux-'));
  const tmux = async (...args: string[]): Promise<string> => {
    const argv = ['-S', join(folder, 's'), '-f', '/dev/null', ...args];
    const { stdout } = await run('tmux', argv, { timeout: 10_000, env: { PATH: process.env.PATH, ...env } });
    return stdout;
  };
  const size = ['-x', '120', '-y', '50'];
  // tmux does not always learn how a program ended; a shell around it does.
  const codeFile = join(folder, 'code');
  const told = ['sh', '-c', '"$@"; echo $? > "$0.new" && mv "$0.new" "$0"', codeFile];
  // The pane outlives the program, so that its last words can be read.
  await tmux(
    'start-server',
    ';',
    'set-option',
    '-g',
    'remain-on-exit',
    'on',
    ';',
    'new-session',
    '-d',
    ...size,
    '-c',
    cwd,
    '--',
    ...told,
    ...command,
  );

  const screen = (): Promise<string> => tmux('capture-pane', '-p', '-J', '-S', '-500');
  const until = async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (Date.now() > deadline)
        throw new Error(`no ${what} within ${PATIENCE_MS / 1000} s on this screen:\n${await screen()}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  };
  const shows: Terminal['shows'] = (what, fits) =>
    until(what, async () => {
      const now = await screen();
      return (fits instanceof RegExp ? fits.test(now) : fits(now)) ? now : undefined;
    });

  return {
    shows,
    async type(text) {
      await tmux('send-keys', '-l', '--', text);
      await shows(`typed ${text}`, (now) => now.includes(text));
    },
    async press(...keys) {
      await tmux('send-keys', ...keys);
    },
    ended: () =>
      until('end of the program', async () =>
        existsSync(codeFile) ? Number(readFileSync(codeFile, 'utf8')) : undefined,
      ),
    async close() {
      // A server without a session ends by itself; one that ended already is no failure.
      await tmux('kill-server').catch(() => {});
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
