// CommandRunner over child processes: pipes or a terminal, inside the sandbox when the policy wants one. Whatever was
// started ends with `close`, and with this process even when that is killed.

import type { CommandRunner, CommandSpec, RunningCommand } from '../../domain/command-ports.js';
import { DomainError } from '../../domain/errors.js';
import { NO_PERMISSIONS } from '../../domain/permissions.js';
import type { Clock } from '../../util/clock.js';
import { Guardian } from './guardian.js';
import { envOf } from './network-access.js';
import { startPiped } from './pipe-process.js';
import { checkStartable } from './program.js';
import { startInTerminal } from './pty-process.js';
import { createSandbox, type Sandbox, type Wrapped, withFilter } from './sandbox/index.js';
import { viewOfRules } from './sandbox/rules-view.js';
import { type SandboxView, viewOf } from './sandbox/sandbox-view.js';
import { endSession, isGroupThere } from './session.js';

export interface CommandRunnerOptions {
  readonly clock: Clock;
  /** Paths that no sandboxed command may write, wherever they lie. */
  readonly guarded: readonly string[];
  /** Whether a sandboxed command may make `.git` and its like, except `.codex`, in a workspace that has none; false by default. */
  readonly absentMayAppear?: boolean;
  readonly sandbox?: Sandbox;
}

export function createCommandRunner(options: CommandRunnerOptions): CommandRunner {
  return new ProcessRunner(options);
}

class ProcessRunner implements CommandRunner {
  readonly #clock: Clock;
  readonly #guarded: readonly string[];
  readonly #absentMayAppear: boolean;
  readonly #sandbox: Sandbox;
  readonly #guardian = new Guardian();
  readonly #running = new Set<RunningCommand>();
  /** Sessions whose leader has ended and in which something still ran then. */
  readonly #leftBehind = new Set<number>();
  #isClosed = false;

  constructor({ clock, guarded, absentMayAppear = false, sandbox = createSandbox() }: CommandRunnerOptions) {
    this.#absentMayAppear = absentMayAppear;
    this.#clock = clock;
    this.#guarded = guarded;
    this.#sandbox = sandbox;
  }

  sandboxProblem(): Promise<string | null> {
    return this.#sandbox.problem();
  }

  async start(spec: CommandSpec): Promise<RunningCommand> {
    await checkStartable(spec);
    const wrapped = await this.#wrap(spec);
    if (this.#isClosed) {
      wrapped.release();
      throw new DomainError({ code: 'shuttingDown' });
    }
    let running: RunningCommand;
    try {
      this.#guardian.prepare();
      running = await this.#spawn(spec, wrapped);
    } catch (thrown) {
      wrapped.release();
      throw thrown;
    }
    const { pid } = running;
    this.#running.add(running);
    this.#guardian.add(pid);
    void running.exited.then(() => {
      this.#running.delete(running);
      wrapped.release();
      // What was left behind may run on, as long as we do.
      if (isGroupThere(pid)) this.#leftBehind.add(pid);
      else this.#guardian.remove(pid);
    });
    // The server may have been closed while this one started.
    if (this.#isClosed) {
      await running.kill();
      throw new DomainError({ code: 'shuttingDown' });
    }
    return running;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#running].map((running) => running.kill()));
    const end = { clock: this.#clock, how: 'atOnce' } as const;
    await Promise.all([...this.#leftBehind].map((session) => endSession(session, end)));
    this.#guardian.close();
    this.#sandbox.close();
  }

  async #wrap(spec: CommandSpec): Promise<Wrapped> {
    const view = await this.#view(spec);
    if (view === null) return { argv: spec.argv, filter: null, isLeader: false, release: () => {} };
    const problem = await this.#sandbox.problem();
    if (problem !== null) throw new DomainError({ code: 'sandboxUnavailable', message: problem });
    return this.#sandbox.wrap(spec.argv, spec.cwd, view);
  }

  async #view({
    sandbox,
    accessRules,
    sandboxCwd,
    env,
    permissions = NO_PERMISSIONS,
    room,
  }: CommandSpec): Promise<SandboxView | null> {
    if (sandbox === null) return null;
    const place = {
      cwd: sandboxCwd,
      tmpdir: env.TMPDIR,
      guarded: this.#guarded,
      absentMayAppear: this.#absentMayAppear,
      permissions,
    };
    const view = await (accessRules ? viewOfRules(accessRules, place) : viewOf(sandbox, place));
    return view === null || room === undefined ? view : { ...view, hasNetwork: false, room };
  }

  async #spawn(spec: CommandSpec, { argv, filter, isLeader }: Wrapped): Promise<RunningCommand> {
    const { cwd, tty } = spec;
    const env = envOf(spec);
    if (tty !== null) {
      const inTerminal = await startInTerminal(
        { argv: withFilterFile(argv, filter), cwd, env, size: tty, isSandbox: isLeader },
        this.#clock,
      );
      if (inTerminal !== null) return inTerminal;
    }
    return withFilter(filter, (extraFd) =>
      startPiped({ argv, cwd, env, stdin: spec.stdin, extraFd, isSandbox: isLeader }, this.#clock),
    );
  }
}

/** The terminal's module hands no descriptors on, so a shell opens the filter for its successor. */
function withFilterFile(argv: readonly string[], filter: string | null): readonly string[] {
  return filter === null ? argv : ['/bin/sh', '-c', 'f=$1; shift; exec "$@" 3<"$f"', 'sh', filter, ...argv];
}
