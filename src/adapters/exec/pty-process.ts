// A process behind a terminal of its own. The native module is optional and loaded with the first terminal.

import { constants } from 'node:os';
import type { Pty } from '@replit/ruspty';
import type { CommandExit, OutputStream, RunningCommand, TerminalSize } from '../../domain/command-ports.js';
import { DomainError } from '../../domain/errors.js';
import type { Clock } from '../../util/clock.js';
import { type Deferred, deferred } from '../../util/deferred.js';
import { osErrorText } from '../files/os-error.js';
import { OutputLog } from './output-log.js';
import { endSession } from './session.js';

export interface PtySpec {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly size: TerminalSize;
  /** The process started is a sandbox, with which everything inside ends at once. */
  readonly isSandbox: boolean;
}

/** How long the terminal may stay open after the process itself has ended: what ignores the hang-up may hold it. */
const DRAIN_MS = 2_000;
const WATCH_MS = 250;

type PtyModule = typeof import('@replit/ruspty');
let loading: Promise<PtyModule | null> | undefined;

/** Null where the module has no build for this machine. */
function loadPty(): Promise<PtyModule | null> {
  loading ??= import('@replit/ruspty').catch(() => null);
  return loading;
}

/** @returns null when this machine has no terminals to give. @throws DomainError `commandNotStarted` */
export async function startInTerminal(spec: PtySpec, clock: Clock): Promise<RunningCommand | null> {
  const module = await loadPty();
  if (module === null) return null;
  const [program = '', ...args] = spec.argv;
  const exit = deferred<CommandExit>();
  try {
    const pty = new module.Pty({
      command: program,
      args,
      dir: spec.cwd,
      envs: { ...spec.env },
      size: { rows: spec.size.rows, cols: spec.size.cols },
      onExit: (error, code) => exit.resolve(exitOf(error, code)),
    });
    return new PtyProcess(pty, { exit, clock, isSandbox: spec.isSandbox });
  } catch (thrown) {
    throw new DomainError({ code: 'commandNotStarted', message: osErrorText(thrown) }, { cause: thrown });
  }
}

/** Which signal it was nobody tells; nearly always it is the one that cannot be caught. */
function exitOf(error: Error | null, code: number): CommandExit {
  const signalled = error !== null || code < 0;
  return { exitCode: signalled ? 128 + constants.signals.SIGKILL : code, signalled };
}

interface PtyParts {
  readonly exit: Deferred<CommandExit>;
  readonly clock: Clock;
  readonly isSandbox: boolean;
}

class PtyProcess implements RunningCommand {
  readonly exited: Promise<CommandExit>;
  readonly pid: number;
  readonly #pty: Pty;
  readonly #clock: Clock;
  readonly #output = new OutputLog();
  readonly #isSandbox: boolean;
  #hasExited = false;
  #outputCut = false;

  constructor(pty: Pty, { exit, clock, isSandbox }: PtyParts) {
    this.#isSandbox = isSandbox;
    this.#pty = pty;
    this.#clock = clock;
    this.pid = pty.pid;
    pty.read.on('data', (data: Uint8Array) => this.#output.push('stdout', data));
    pty.read.on('error', () => {});
    this.exited = exit.promise.then((how) => {
      this.#hasExited = true;
      return { ...how, outputCut: this.#outputCut };
    });
    this.#watch(0);
  }

  onOutput(listener: (stream: OutputStream, data: Uint8Array) => void): void {
    this.#output.on(listener);
  }

  write(data: Uint8Array): Promise<void> {
    if (this.#hasExited) return Promise.reject(new DomainError({ code: 'stdinClosed' }));
    return new Promise((resolve, reject) => {
      this.#pty.write.write(data, (error) => {
        if (error) reject(new DomainError({ code: 'stdinClosed' }, { cause: error }));
        else resolve();
      });
    });
  }

  /** A terminal has no end of input but the character for it, which counts at the beginning of a line only. */
  closeStdin(): void {
    if (!this.#hasExited) this.#pty.write.write('\n\u0004');
  }

  resize({ rows, cols }: TerminalSize): void {
    this.#pty.resize({ rows, cols });
  }

  async kill(how: 'gently' | 'atOnce' = 'gently'): Promise<void> {
    const spare = this.#isSandbox ? { spare: this.pid } : {};
    await endSession(this.pid, { clock: this.#clock, how, ...spare });
    await this.exited;
  }

  /** The module tells the end of the process only when the terminal is closed: sees to it that it is, in time. */
  #watch(endedMs: number): void {
    const cancel = this.#clock.setTimeout(() => {
      if (isThere(this.pid)) return this.#watch(0);
      if (endedMs < DRAIN_MS) return this.#watch(endedMs + WATCH_MS);
      this.#outputCut = true;
      this.#pty.write.emit('end');
      this.#pty.write.destroy();
    }, WATCH_MS);
    void this.exited.then(cancel);
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
