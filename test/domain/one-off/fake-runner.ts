// A runner that starts nothing: the test is the process.
import type {
  CommandExit,
  CommandRunner,
  CommandSpec,
  OutputStream,
  RunningCommand,
  TerminalSize,
} from '../../../src/domain/command-ports.js';
import { DomainError } from '../../../src/domain/errors.js';
import { deferred } from '../../../src/util/deferred.js';

export class FakeRunner implements CommandRunner {
  readonly started: FakeCommand[] = [];
  /** What the next start is refused with. */
  refusal: DomainError | null = null;

  /** Resolves to the command last started. */
  get last(): FakeCommand {
    const last = this.started.at(-1);
    if (last === undefined) throw new Error('nothing was started');
    return last;
  }

  sandboxProblem(): Promise<string | null> {
    return Promise.resolve(null);
  }

  async start(spec: CommandSpec): Promise<RunningCommand> {
    if (this.refusal !== null) throw this.refusal;
    const command = new FakeCommand(spec);
    this.started.push(command);
    return command;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export class FakeCommand implements RunningCommand {
  readonly pid = 1;
  readonly spec: CommandSpec;
  /** What was written, as text, `<end>` for the end of input. */
  readonly input: string[] = [];
  readonly sizes: TerminalSize[] = [];
  readonly kills: string[] = [];
  readonly #exit = deferred<CommandExit>();
  readonly #listeners: ((stream: OutputStream, data: Uint8Array) => void)[] = [];

  constructor(spec: CommandSpec) {
    this.spec = spec;
  }

  get exited(): Promise<CommandExit> {
    return this.#exit.promise;
  }

  say(what: string | Uint8Array, stream: OutputStream = 'stdout'): void {
    for (const listener of this.#listeners) listener(stream, Buffer.from(what));
  }

  end(exit: CommandExit): void {
    this.#exit.resolve(exit);
  }

  onOutput(listener: (stream: OutputStream, data: Uint8Array) => void): void {
    this.#listeners.push(listener);
  }

  async write(data: Uint8Array): Promise<void> {
    if (this.input.at(-1) === '<end>') throw new DomainError({ code: 'stdinClosed' });
    this.input.push(Buffer.from(data).toString());
  }

  closeStdin(): void {
    this.input.push('<end>');
  }

  resize(size: TerminalSize): void {
    this.sizes.push(size);
  }

  async kill(how = 'gently'): Promise<void> {
    this.kills.push(how);
    this.#exit.resolve({ exitCode: 137, signalled: true });
  }
}
