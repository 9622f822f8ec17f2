// A process that an executor runs. Its output is numbered, so that none is heard twice after the line was broken.

import type { CommandExit, OutputStream, RunningCommand } from '../../domain/command-ports.js';
import { DomainError } from '../../domain/errors.js';
import { type Deferred, deferred } from '../../util/deferred.js';
import { at, listAt, numberAt, textAt } from '../../util/peek.js';
import { OutputLog } from '../exec/output-log.js';

/** How the failure of one that was cut off is told: no process ends so by itself. */
const CUT_OFF = -1;
/** Ends the input of a terminal. */
const END_OF_FILE = '\n\u0004';

export interface RemoteProcessParts {
  readonly processId: string;
  readonly isTerminal: boolean;
  request(method: string, params: unknown): Promise<unknown>;
  newId(): string;
}

export class RemoteProcess implements RunningCommand {
  /** It has none on this machine. */
  readonly pid = 0;
  readonly #parts: RemoteProcessParts;
  readonly #output = new OutputLog();
  readonly #exited: Deferred<CommandExit> = deferred();
  #heard = 0;
  #exitCode: number | null = null;
  #hasOutput = false;
  /** Whether the executor knows of it. */
  isStarted = false;

  constructor(parts: RemoteProcessParts) {
    this.#parts = parts;
  }

  get processId(): string {
    return this.#parts.processId;
  }

  /** The number of what was heard last. */
  get heard(): number {
    return this.#heard;
  }

  get exited(): Promise<CommandExit> {
    return this.#exited.promise;
  }

  onOutput(listener: (stream: OutputStream, data: Uint8Array) => void): void {
    this.#output.on(listener);
  }

  async write(data: Uint8Array): Promise<void> {
    const { processId, newId } = this.#parts;
    const wish = { processId, chunk: Buffer.from(data).toString('base64'), writeId: newId() };
    try {
      const answer = await this.#parts.request('process/write', wish);
      if (textAt(answer, 'status') === 'accepted') return;
    } catch (cause) {
      throw new DomainError({ code: 'stdinClosed' }, { cause });
    }
    throw new DomainError({ code: 'stdinClosed' });
  }

  closeStdin(): void {
    if (!this.#parts.isTerminal) return;
    this.write(Buffer.from(END_OF_FILE)).catch(() => undefined);
  }

  resize(): void {}

  async kill(): Promise<void> {
    const { processId } = this.#parts;
    try {
      const answer = await this.#parts.request('process/terminate', { processId });
      if (at(answer, 'running') !== true) this.#end(this.#exitCode ?? CUT_OFF);
    } catch {
      this.#end(CUT_OFF);
    }
    await this.exited;
  }

  /** News of it from the executor. */
  hear(method: string, params: unknown): void {
    const seq = numberAt(params, 'seq') ?? this.#heard + 1;
    if (seq <= this.#heard) return;
    this.#heard = seq;
    switch (method) {
      case 'process/output':
        this.#say(params);
        return;
      case 'process/exited':
        this.#exitCode = numberAt(params, 'exitCode') ?? CUT_OFF;
        return;
      case 'process/closed':
        this.#end(this.#exitCode ?? CUT_OFF);
    }
  }

  /** What it said and did while nobody listened. */
  catchUp(answer: unknown): void {
    for (const chunk of listAt(answer, 'chunks')) this.hear('process/output', chunk);
    const next = numberAt(answer, 'nextSeq');
    if (next !== undefined) this.#heard = Math.max(this.#heard, next - 1);
    const failure = textAt(answer, 'failure');
    if (failure !== undefined) {
      this.fail(failure);
      return;
    }
    if (at(answer, 'exited') === true) this.#exitCode = numberAt(answer, 'exitCode') ?? CUT_OFF;
    if (at(answer, 'closed') === true) this.#end(this.#exitCode ?? CUT_OFF);
  }

  /** Nobody will hear of it any more. */
  fail(problem: string): void {
    const line = this.#hasOutput ? `\n${problem}` : problem;
    this.#output.push('stderr', Buffer.from(line));
    this.#end(CUT_OFF);
  }

  #say(chunk: unknown): void {
    this.#hasOutput = true;
    const stream = textAt(chunk, 'stream') === 'stderr' ? 'stderr' : 'stdout';
    this.#output.push(stream, Buffer.from(textAt(chunk, 'chunk') ?? '', 'base64'));
  }

  #end(exitCode: number): void {
    this.#exited.resolve({ exitCode });
  }
}
