// One command of the real client in a home of its own: run to its end, or followed while it waits for somebody.
import { type ChildProcess, spawn } from 'node:child_process';
import { realBinary, type Version } from './target.js';

export interface CodexHome {
  /** HOME and working folder. */
  readonly home: string;
  readonly codexHome: string;
}

export interface CodexRun {
  readonly code: number | null;
  /** Both streams, as they came. */
  readonly said: string;
}

export interface CodexCommand {
  readonly args: readonly string[];
  readonly input?: string;
  /** Variables besides the usual ones. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningCodex {
  readonly child: ChildProcess;
  readonly ended: Promise<CodexRun>;
  /** The first text it says that fits. @throws when it ends without */
  until(pattern: RegExp): Promise<string>;
}

export function runCodex(at: CodexHome, version: Version, command: CodexCommand): Promise<CodexRun> {
  return startCodex(at, version, command).ended;
}

export function startCodex(
  { home, codexHome }: CodexHome,
  version: Version,
  { args, input = '', env = {} }: CodexCommand,
): RunningCodex {
  const child = spawn(realBinary(version), args, {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, CODEX_HOME: codexHome, TERM: 'dumb', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: 30_000,
  });
  let said = '';
  const watchers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      for (const look of [...watchers]) look();
    });
  }
  const ended = new Promise<CodexRun>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, said }));
  });
  child.stdin.end(input);
  const until = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const [found] = pattern.exec(said) ?? [];
        if (found === undefined) return;
        watchers.delete(look);
        resolve(found);
      };
      watchers.add(look);
      look();
      ended.then(() => reject(new Error(`ended without ${pattern}:\n${said}`)), reject);
    });
  return { child, ended, until };
}
