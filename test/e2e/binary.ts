// Runs the built binary in a process of its own, in a world of its own.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
export const ASTC = path.join(ROOT, 'dist', 'cli', 'main.js');
export const FAKE_CODEX = path.join(ROOT, 'test', 'e2e', 'fixtures', 'fake-codex.mjs');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly stdout: string;
  /** Resolves when stdout holds the text. */
  until(text: string): Promise<void>;
}

/** A folder for the state of one test, and the environment that points there. Not below the temp directory. */
export class World {
  readonly dir: string;
  readonly log: string;
  readonly #children = new Set<ChildProcess>();

  constructor() {
    const base = path.join(ROOT, '.cache', 'e2e');
    mkdirSync(base, { recursive: true });
    this.dir = mkdtempSync(path.join(base, 'world-'));
    this.log = path.join(this.dir, 'fake.log');
  }

  start(args: readonly string[], env: Record<string, string> = {}): Running {
    if (!existsSync(ASTC)) throw new Error('The binary is not built: run npm run build, or npm test.');
    const child = spawn(process.execPath, [ASTC, ...args], {
      cwd: this.dir,
      env: { PATH: process.env.PATH, HOME: this.dir, XDG_STATE_HOME: this.dir, FAKE_LOG: this.log, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#children.add(child);
    let [stdout, stderr] = ['', ''];
    const watchers = new Set<() => void>();
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      for (const look of watchers) look();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (code) => {
        this.#children.delete(child);
        resolve({ code, stdout, stderr });
      });
    });
    const until = (text: string): Promise<void> =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (stdout.includes(text)) resolve();
        };
        watchers.add(look);
        look();
        void ended.then(() => reject(new Error(`ended without "${text}":\n${stdout}\n${stderr}`)));
      });
    return {
      child,
      ended,
      until,
      get stdout() {
        return stdout;
      },
    };
  }

  run(args: readonly string[], env?: Record<string, string>): Promise<Ended> {
    return this.start(args, env).ended;
  }

  /** What reached the fake codex, a line each. */
  fakeLog(): string[] {
    return existsSync(this.log) ? readFileSync(this.log, 'utf8').trim().split('\n') : [];
  }

  /** The pids of every fake codex that was started. */
  fakePids(): number[] {
    return this.fakeLog().flatMap((line) => (line.startsWith('pid ') ? [Number(line.slice(4))] : []));
  }

  /** Ends what a failed test left behind. */
  destroy(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    for (const pid of this.fakePids()) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It is gone, as it should be.
      }
    }
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A port on loopback that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
