// One command that a client runs for itself, outside of any thread: its caps, its time and its end.

import type { Cancel, Clock } from '../../util/clock.js';
import type {
  CommandRunner,
  CommandSpec,
  OutputStream,
  RunningCommand,
  TerminalSize,
} from '../command-ports.js';
import { DomainError } from '../errors.js';
import { Capture, type OutputPiece } from './capture.js';

/** `exec` has an answer to wait for, `process` tells its end by a notification. Refusals name the family. */
export type OneOffFamily = 'exec' | 'process';

export interface OneOffSpec {
  readonly family: OneOffFamily;
  /** The client's own name for it; null: nobody will name it again. */
  readonly name: string | null;
  readonly command: Pick<
    CommandSpec,
    'argv' | 'cwd' | 'env' | 'tty' | 'sandbox' | 'accessRules' | 'sandboxCwd'
  >;
  readonly streamsInput: boolean;
  readonly streamsOutput: boolean;
  /** Bytes a stream may say; null: any number. */
  readonly outputCap: number | null;
  /** Milliseconds; null: as long as it likes. */
  readonly timeoutMs: number | null;
}

export interface OneOffEnd {
  /** 124 when its time was up. */
  readonly exitCode: number;
  /** A signal ended it, its own or ours. */
  readonly signalled: boolean;
  readonly outputCut: boolean;
  /** What was said, up to the cap; empty when it was streamed. */
  readonly stdout: Capture;
  readonly stderr: Capture;
}

export type PieceListener = (stream: OutputStream, piece: OutputPiece) => void;

const TIMED_OUT = 124;

export class OneOffCommand {
  readonly #spec: OneOffSpec;
  readonly #running: Promise<RunningCommand>;
  #isInputClosed = false;

  constructor(spec: OneOffSpec, runner: CommandRunner) {
    this.#spec = spec;
    this.#running = runner.start({ ...spec.command, stdin: spec.streamsInput ? 'open' : 'closed' });
    // Whoever waits for the start is told; nobody else has to be.
    this.#running.catch(() => undefined);
  }

  /** Resolves when it runs. @throws DomainError `commandNotStarted` | `sandboxUnavailable` | `shuttingDown` */
  async started(): Promise<void> {
    await this.#running;
  }

  /** Hands on its output and resolves at its end. To be called once. */
  async end(clock: Clock, onPiece: PieceListener): Promise<OneOffEnd> {
    const running = await this.#running;
    const { streamsOutput, outputCap, timeoutMs } = this.#spec;
    const captures = {
      stdout: new Capture(outputCap, !streamsOutput),
      stderr: new Capture(outputCap, !streamsOutput),
    };
    running.onOutput((stream, data) => {
      const piece = captures[stream].take(data);
      if (piece !== undefined && streamsOutput) onPiece(stream, piece);
    });
    let isTimedOut = false;
    const cancel = after(clock, timeoutMs, () => {
      isTimedOut = true;
      void running.kill('atOnce');
    });
    const exit = await running.exited;
    cancel();
    return {
      exitCode: isTimedOut ? TIMED_OUT : exit.exitCode,
      signalled: exit.signalled === true && !isTimedOut,
      outputCut: exit.outputCut === true,
      ...captures,
    };
  }

  /** @throws DomainError `stdinNotStreamed` | `stdinClosed` */
  async write(data: Uint8Array, isLast: boolean): Promise<void> {
    const { family, streamsInput, command } = this.#spec;
    if (!streamsInput && command.tty === null) throw new DomainError({ code: 'stdinNotStreamed', family });
    if (this.#isInputClosed) throw new DomainError({ code: 'stdinClosed' });
    this.#isInputClosed = isLast;
    const running = await this.#running;
    try {
      if (data.length > 0) await running.write(data);
    } finally {
      if (isLast) running.closeStdin();
    }
  }

  /** @throws DomainError `noTerminal` */
  async resize(size: TerminalSize): Promise<void> {
    if (this.#spec.command.tty === null) throw new DomainError({ code: 'noTerminal' });
    (await this.#running).resize(size);
  }

  /** Ends it at once. Resolves when nothing of it is left; never rejects. */
  async terminate(): Promise<void> {
    const running = await this.#running.catch(() => null);
    await running?.kill('atOnce');
  }
}

function after(clock: Clock, ms: number | null, task: () => void): Cancel {
  return ms === null ? () => undefined : clock.setTimeout(task, ms);
}
