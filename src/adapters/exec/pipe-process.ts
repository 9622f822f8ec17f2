// A process behind pipes, the leader of a session of its own.

import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { CommandExit, OutputStream, RunningCommand } from '../../domain/command-ports.js';
import { DomainError } from '../../domain/errors.js';
import type { Clock } from '../../util/clock.js';
import { osErrorText } from '../files/os-error.js';
import { OutputLog } from './output-log.js';
import { endSession } from './session.js';

/** How long output may stay open after the process itself has ended: a child it left behind may hold it. */
const DRAIN_MS = 2_000;

export interface PipeSpec {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: 'open' | 'closed';
  /** A descriptor for the child's number 3. */
  readonly extraFd: number | null;
  /** The process started is a sandbox, with which everything inside ends at once. */
  readonly isSandbox: boolean;
}

/** @throws DomainError `commandNotStarted` */
export async function startPiped(spec: PipeSpec, clock: Clock): Promise<RunningCommand> {
  const [program = '', ...args] = spec.argv;
  let child: ChildProcess;
  try {
    child = spawn(program, args, {
      cwd: spec.cwd,
      env: { ...spec.env },
      detached: true,
      stdio: [
        spec.stdin === 'open' ? 'pipe' : 'ignore',
        'pipe',
        'pipe',
        ...(spec.extraFd === null ? [] : [spec.extraFd]),
      ],
    });
  } catch (thrown) {
    throw notStarted(thrown);
  }
  // Listeners come before the first await: output and end may be as quick as the start.
  const running = new PipeProcess(child, spec, clock);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(notStarted(error)));
  });
  return running;
}

function notStarted(thrown: unknown): DomainError {
  return new DomainError({ code: 'commandNotStarted', message: osErrorText(thrown) }, { cause: thrown });
}

class PipeProcess implements RunningCommand {
  readonly exited: Promise<CommandExit>;
  readonly #child: ChildProcess;
  readonly #clock: Clock;
  readonly #output = new OutputLog();
  readonly #isSandbox: boolean;
  #isStdinClosed: boolean;

  constructor(child: ChildProcess, { isSandbox }: PipeSpec, clock: Clock) {
    this.#isSandbox = isSandbox;
    this.#child = child;
    this.#clock = clock;
    this.#isStdinClosed = child.stdin === null;
    child.stdin?.on('error', () => {
      this.#isStdinClosed = true;
    });
    for (const stream of ['stdout', 'stderr'] as const) this.#read(stream);
    this.exited = new Promise((resolve) => {
      let outputCut = false;
      child.once('close', (code, name) =>
        resolve({ exitCode: exitCode(code, name), signalled: name !== null, outputCut }),
      );
      child.once('exit', () => {
        const drop = clock.setTimeout(() => {
          outputCut = true;
          child.stdout?.destroy();
          child.stderr?.destroy();
        }, DRAIN_MS);
        child.once('close', drop);
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  onOutput(listener: (stream: OutputStream, data: Uint8Array) => void): void {
    this.#output.on(listener);
  }

  write(data: Uint8Array): Promise<void> {
    const { stdin } = this.#child;
    if (stdin === null || this.#isStdinClosed)
      return Promise.reject(new DomainError({ code: 'stdinClosed' }));
    return new Promise((resolve, reject) => {
      stdin.write(data, (error) => {
        if (error) reject(new DomainError({ code: 'stdinClosed' }, { cause: error }));
        else resolve();
      });
    });
  }

  closeStdin(): void {
    this.#isStdinClosed = true;
    this.#child.stdin?.end();
  }

  resize(): void {}

  async kill(how: 'gently' | 'atOnce' = 'gently'): Promise<void> {
    const spare = this.#isSandbox ? { spare: this.pid } : {};
    await endSession(this.pid, { clock: this.#clock, how, ...spare });
    await this.exited;
  }

  #read(stream: OutputStream): void {
    this.#child[stream]?.on('data', (data: Uint8Array) => this.#output.push(stream, data));
  }
}

function exitCode(code: number | null, name: NodeJS.Signals | null): number {
  if (code !== null) return code;
  return 128 + (name === null ? 0 : constants.signals[name]);
}
