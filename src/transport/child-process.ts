// Starts a server as a child process and talks to it over its stdin and stdout.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import path from 'node:path';
import { TextTail } from '../util/text-tail.js';
import { resolveCommand } from './command-resolution.js';
import type { CloseReason, Transport } from './contract.js';
import type { TransportError } from './errors.js';
import { type TransportLimits, within } from './limits.js';
import { LineTransport } from './line-transport.js';
import { spawnError } from './spawn-error.js';

export interface SpawnOptions extends TransportLimits {
  /** A name on the PATH or a path; npm shims and .js files work on every platform. */
  readonly command: string;
  readonly args?: readonly string[];
  readonly cwd?: string | undefined;
  /** The whole environment of the child; this process's own when left out. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Gets what the child writes to stderr, as it comes. */
  readonly onStderr?: ((text: string) => void) | undefined;
}

export interface ChildTransport extends Transport {
  readonly kind: 'child';
  readonly pid: number;
  /** The last 64 Ki characters of stderr. */
  readonly stderrTail: string;
}

const STDERR_TAIL_LENGTH = 64 * 1024;

/**
 * Starts the child; resolves once it runs.
 * @throws TransportError `not_found`, `not_executable`, `spawn_failed`
 */
export async function spawnTransport(options: SpawnOptions): Promise<ChildTransport> {
  const { file, args } = resolveCommand(options.command, options.args ?? []);
  try {
    const child = spawn(file, [...args], {
      cwd: options.cwd,
      // Undefined values mean "not set" to spawn as well.
      env: (options.env ?? process.env) as NodeJS.ProcessEnv,
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    return new ChildProcessTransport(child, options);
  } catch (error) {
    throw spawnError(options.command, options.cwd, error);
  }
}

class ChildProcessTransport extends LineTransport implements ChildTransport {
  readonly kind = 'child';
  readonly label: string;
  readonly pid: number;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #stderr = new TextTail(STDERR_TAIL_LENGTH);
  /** Why our side wants the child gone, once it does. */
  #closing: CloseReason | undefined;

  constructor(child: ChildProcessWithoutNullStreams, options: SpawnOptions) {
    super({ input: child.stdout, output: child.stdin }, options);
    this.#child = child;
    this.pid = child.pid ?? -1;
    this.label = `${path.basename(options.command)} (pid ${this.pid})`;
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text: string) => {
      this.#stderr.push(text);
      options.onStderr?.(text);
    });
    child.once('exit', () => void this.#exited());
    // Failing to deliver a signal is the only error left after the start; the exit tells the rest.
    child.on('error', (error) => this.warn(error.message));
  }

  get stderrTail(): string {
    return this.#stderr.text;
  }

  override send(frame: string): boolean {
    return this.#closing === undefined ? super.send(frame) : true;
  }

  async close(why?: string): Promise<void> {
    this.#closing ??= { cause: 'local', message: why ?? `${this.label} was closed by this side.` };
    this.abandonFrames();
    this.input.resume();
    await this.#shutDown();
  }

  terminate(why?: string): void {
    this.#closing ??= { cause: 'local', message: why ?? `${this.label} was ended by this side.` };
    this.abandonFrames();
    this.input.resume();
    this.#child.kill('SIGKILL');
  }

  /** End of input, then TERM, then KILL, each with its time to work. */
  async #shutDown(): Promise<void> {
    const { clock, closeTimeoutMs } = this.limits;
    await Promise.race([within(clock, closeTimeoutMs, this.writer.finish()), this.told]);
    this.#child.stdin.end();
    if (await within(clock, closeTimeoutMs, this.told)) return;
    this.#child.kill('SIGTERM');
    if (await within(clock, closeTimeoutMs, this.told)) return;
    this.#child.kill('SIGKILL');
    await this.told;
  }

  /** Waits for the last output, but not for grandchildren that keep the pipes open. */
  async #exited(): Promise<void> {
    const child = this.#child;
    // What a paused transport has not read yet must not keep the pipe from ending.
    this.input.resume();
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
    await within(this.limits.clock, this.limits.closeTimeoutMs, closed);
    child.stdout.destroy();
    child.stderr.destroy();
    child.stdin.destroy();
    this.end(this.#describeExit());
  }

  #describeExit(): CloseReason {
    const { exitCode, signalCode } = this.#child;
    const how = signalCode === null ? `exited with code ${exitCode}` : `was ended by ${signalCode}`;
    const reason = this.#closing ?? { cause: 'exit', message: `${this.label} ${how}.` };
    return { ...reason, exitCode: exitCode ?? undefined, signal: signalCode ?? undefined };
  }

  protected inputEnded(): void {
    // Usually the exit follows at once. A child that lives on with its stdout closed is of no use.
    if (this.#closing !== undefined || this.#child.exitCode !== null) return;
    void within(this.limits.clock, this.limits.closeTimeoutMs, this.told).then((isTold) => {
      if (isTold || this.#closing !== undefined) return;
      this.#closing = { cause: 'remote', message: `${this.label} closed its stdout.` };
      void this.#shutDown();
    });
  }

  protected breakOff(cause: 'oversized' | 'error', error: TransportError): void {
    if (this.#closing !== undefined) return;
    this.#closing = { cause, message: error.message, error };
    this.input.resume();
    void this.#shutDown();
  }

  /** A child that went away breaks the pipe first; its exit tells more, and comes right after. */
  protected override outputFailed(error: Error): void {
    if (!('code' in error) || error.code !== 'EPIPE') super.outputFailed(error);
  }
}
