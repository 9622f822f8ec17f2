// The sandbox of this machine: whether there is one, and how a command is put into it.

import { execFile } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bubblewrapArguments } from './bubblewrap.js';
import type { SandboxView } from './sandbox-view.js';
import { seatbeltArguments } from './seatbelt.js';
import { type FilterKind, socketFilter } from './seccomp.js';

/** A command line inside the sandbox. */
export interface Wrapped {
  readonly argv: readonly string[];
  /** A file to be handed over at descriptor 3, or null. */
  readonly filter: string | null;
  /** The sandbox is a process of its own, the parent of the command: with it all of the command ends at once. */
  readonly isLeader: boolean;
  /** To be called when the command has ended. */
  release(): void;
}

export interface Sandbox {
  /** Why commands cannot be sandboxed here, in a sentence with what to do; null when they can. Asked once. */
  problem(): Promise<string | null>;
  wrap(argv: readonly string[], cwd: string, view: SandboxView): Wrapped;
  close(): void;
}

const nothing = (): void => {};

/** @param platform and architecture as `process` names them */
export function createSandbox(
  platform: string = process.platform,
  architecture: string = process.arch,
): Sandbox {
  if (platform === 'linux') return new Bubblewrap(architecture);
  if (platform === 'darwin') {
    return {
      problem: once(() =>
        probe('/usr/bin/sandbox-exec', ['-p', '(version 1)(allow default)', '/usr/bin/true']),
      ),
      wrap: (argv, _cwd, view) => ({
        argv: ['/usr/bin/sandbox-exec', ...seatbeltArguments(view), ...argv],
        filter: null,
        isLeader: false,
        release: nothing,
      }),
      close: nothing,
    };
  }
  return {
    problem: () => Promise.resolve(`There is no sandbox for commands on ${platform}.`),
    wrap: () => {
      throw new Error('wrap was called although there is no sandbox');
    },
    close: nothing,
  };
}

class Bubblewrap implements Sandbox {
  readonly problem = once(() => probe('bwrap', bubblewrapArguments(NO_WRITES, '/', false).concat('true')));
  readonly #architecture: string;
  /** Open, by what they let through. */
  readonly #filters = new Map<FilterKind, number>();
  /** Folders that exist only while commands run, and by how many. */
  readonly #placeholders = new Map<string, number>();

  constructor(architecture: string) {
    this.#architecture = architecture;
  }

  wrap(argv: readonly string[], cwd: string, view: SandboxView): Wrapped {
    const filter = view.hasNetwork ? null : this.#filterFile(view.room === undefined ? 'closed' : 'internet');
    for (const name of view.mustNotAppear)
      this.#placeholders.set(name, (this.#placeholders.get(name) ?? 0) + 1);
    return {
      argv: [...entering(view.room), 'bwrap', ...bubblewrapArguments(view, cwd, filter !== null), ...argv],
      filter,
      isLeader: true,
      release: () => this.#release(view.mustNotAppear),
    };
  }

  close(): void {
    for (const filter of this.#filters.values()) closeSync(filter);
    this.#filters.clear();
  }

  /**
   * Of a file without a name, so that nothing is left of it however this process ends. Children can open it too.
   */
  #filterFile(kind: FilterKind): string | null {
    let filter = this.#filters.get(kind);
    if (filter === undefined) {
      const bytes = socketFilter(this.#architecture, kind);
      if (bytes === null) return null;
      filter = unnamedFile(bytes);
      this.#filters.set(kind, filter);
    }
    return `/proc/${process.pid}/fd/${filter}`;
  }

  /** Bubblewrap makes the folders that something is mounted on, and leaves them there, empty. */
  #release(names: readonly string[]): void {
    for (const name of names) {
      const left = (this.#placeholders.get(name) ?? 1) - 1;
      if (left > 0) this.#placeholders.set(name, left);
      else {
        this.#placeholders.delete(name);
        try {
          rmdirSync(name);
        } catch {
          // Never made, or no longer empty: then it is somebody's own.
        }
      }
    }
  }
}

/** Runs what follows in a network that others have made. */
function entering(room: SandboxView['room']): string[] {
  if (room === undefined) return [];
  return ['nsenter', '--preserve-credentials', `--user=${room.user}`, `--net=${room.net}`, '--'];
}

function unnamedFile(bytes: Uint8Array): number {
  const folder = mkdtempSync(path.join(tmpdir(), 'astc-seccomp-'));
  try {
    const file = path.join(folder, 'filter');
    writeFileSync(file, bytes, { mode: 0o400 });
    return openSync(file, 'r');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const NO_WRITES: SandboxView = {
  readable: 'everything',
  writable: [],
  readOnly: [],
  reopened: [],
  layers: [],
  mustNotAppear: [],
  hasNetwork: false,
};

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}

function probe(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 10_000 }, (error, _stdout, stderr) => {
      if (error === null) return resolve(null);
      const why =
        'code' in error && error.code === 'ENOENT' ? 'it is not on the PATH' : stderr.trim() || error.message;
      resolve(
        `Commands cannot be sandboxed: ${program} does not work here (${why}). Install bubblewrap and allow user namespaces, or choose danger-full-access.`,
      );
    });
  });
}

/** Opens the filter for a child, and closes it here. */
export function withFilter<T>(filter: string | null, use: (fd: number | null) => T): T {
  if (filter === null) return use(null);
  const fd = openSync(filter, 'r');
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
}
