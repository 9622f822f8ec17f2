// One process of exec_command: it outlives the call that started it, and even its turn. Its item completes when it
// ends; what the model has not read yet waits here.

import type { Clock } from '../../../util/clock.js';
import { type Deferred, deferred } from '../../../util/deferred.js';
import type { OutputStream, RunningCommand } from '../../command-ports.js';
import type { ToolContext } from '../../ports.js';
import type { CommandHosts } from '../network/command-hosts.js';
import { type CommandLine, commandItem } from './command-item.js';
import { OutputBuffer } from './output-buffer.js';

/** The exit code of a process that was ended from outside, or never began. */
export const KILLED = -1;

export interface SessionStart {
  readonly id: number;
  readonly line: CommandLine;
  readonly context: ToolContext;
  readonly running: RunningCommand;
  readonly isInteractive: boolean;
  readonly clock: Clock;
  readonly hosts: CommandHosts;
}

export class CommandSession {
  readonly id: number;
  readonly line: CommandLine;
  readonly isInteractive: boolean;
  readonly hosts: CommandHosts;
  readonly #context: ToolContext;
  readonly #running: RunningCommand;
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #all = new OutputBuffer();
  readonly #unread = new OutputBuffer();
  readonly #decoders: Readonly<Record<OutputStream, Pick<InstanceType<typeof TextDecoder>, 'decode'>>> = {
    stdout: new TextDecoder(),
    stderr: new TextDecoder(),
  };
  readonly #ended: Deferred<void> = deferred();
  /** Deltas that came before the item was announced; null afterwards. */
  #held: string[] | null = [];
  #exitCode: number | null = null;
  #isKilled = false;
  #closed: string | null = null;

  constructor({ id, line, context, running, isInteractive, clock, hosts }: SessionStart) {
    this.id = id;
    this.line = line;
    this.isInteractive = isInteractive;
    this.hosts = hosts;
    this.#context = context;
    this.#running = running;
    this.#clock = clock;
    this.#startedAt = clock.monotonic();
    running.onOutput((stream, data) => this.#received(stream, data));
    void running.exited.then(({ exitCode }) => this.#exited(exitCode));
  }

  /** Null while it runs. */
  get exitCode(): number | null {
    return this.#exitCode;
  }

  /** Why it ended, where a network was closed to it; null otherwise. */
  get closed(): string | null {
    return this.#closed;
  }

  /** Resolves when the process has ended and, where its item is announced, that has completed. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Everything that is kept of its output. */
  get output(): string {
    return this.#all.text();
  }

  /** The item is visible from now on; `start` unless it was announced when somebody was asked. */
  announce(isStarted: boolean): void {
    if (!isStarted) {
      const processId = String(this.id);
      this.#context.startItem(commandItem(this.line, { processId, source: 'unifiedExecStartup' }));
    }
    const held = this.#held ?? [];
    this.#held = null;
    for (const delta of held) this.#tell(delta);
    if (this.#exitCode !== null) this.#complete(this.#exitCode);
  }

  /** What came since it was asked last. */
  read(): string {
    return this.#unread.take();
  }

  /** @throws DomainError `stdinClosed` */
  write(text: string): Promise<void> {
    return this.#running.write(new TextEncoder().encode(text));
  }

  tellInteraction(stdin: string): void {
    const { turnId } = this.#context;
    const processId = String(this.id);
    this.#context.emit({
      type: 'terminalInteraction',
      turnId,
      itemId: this.line.itemId,
      processId,
      stdin,
    });
  }

  /** Ends it because a network is closed to it; `why` is the end of what it said. */
  close(why: string | null): void {
    if (why === null || this.#closed !== null || this.#exitCode !== null) return;
    this.#closed = why;
    void this.kill();
  }

  /** Ends the process and everything it started. */
  async kill(): Promise<void> {
    this.#isKilled = true;
    await this.#running.kill();
    await this.#ended.promise;
  }

  #received(stream: OutputStream, data: Uint8Array): void {
    this.#all.push(data);
    this.#unread.push(data);
    this.#tell(this.#decoders[stream].decode(data, { stream: true }));
  }

  #tell(delta: string): void {
    if (delta === '') return;
    if (this.#held !== null) this.#held.push(delta);
    else {
      const { turnId } = this.#context;
      this.#context.emit({ type: 'commandOutputDelta', turnId, itemId: this.line.itemId, delta });
    }
  }

  #exited(status: number): void {
    const exitCode = this.#isKilled ? KILLED : status;
    this.#exitCode = exitCode;
    if (this.#held === null) this.#complete(exitCode);
    this.#ended.resolve();
  }

  #complete(exitCode: number): void {
    const item = commandItem(this.line, {
      processId: String(this.id),
      source: 'unifiedExecStartup',
      status: exitCode === 0 ? 'completed' : 'failed',
      aggregatedOutput: [this.#all.text(), this.#closed].filter(Boolean).join('\n') || null,
      exitCode,
      durationMs: Math.round(this.#clock.monotonic() - this.#startedAt),
    });
    try {
      this.#context.completeItem(item);
    } catch {
      // The thread's log takes no more: whoever unloads it has been told of that failure.
    }
  }
}
