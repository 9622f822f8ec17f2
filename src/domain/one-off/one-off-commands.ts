// The commands clients run for themselves, each known to its own connection only, by the name the client gave it.

import type { Clock } from '../../util/clock.js';
import type { ConnectionId } from '../agent.js';
import type { CommandRunner, TerminalSize } from '../command-ports.js';
import { DomainError } from '../errors.js';
import {
  OneOffCommand,
  type OneOffEnd,
  type OneOffFamily,
  type OneOffSpec,
  type PieceListener,
} from './one-off-command.js';

/** Who runs commands. */
export interface OneOffOwner {
  readonly connection: ConnectionId;
  /** Aborted when the connection is gone: its commands go with it. */
  readonly closed: AbortSignal;
}

/** Which command of a connection is meant. */
export interface OneOffName {
  readonly connection: ConnectionId;
  readonly family: OneOffFamily;
  readonly name: string;
}

export class OneOffCommands {
  readonly #runner: CommandRunner;
  readonly #clock: Clock;
  readonly #named = new Map<string, OneOffCommand>();

  constructor(runner: CommandRunner, clock: Clock) {
    this.#runner = runner;
    this.#clock = clock;
  }

  /**
   * Starts a command; the name is taken at once. Resolves when it runs, with a promise of its end that never rejects.
   * @throws DomainError `processNameTaken`, or why it could not be started
   */
  async start(
    spec: OneOffSpec,
    owner: OneOffOwner,
    onPiece: PieceListener,
  ): Promise<{ end: Promise<OneOffEnd> }> {
    const { family, name } = spec;
    const key = name === null ? null : keyOf({ connection: owner.connection, family, name });
    if (key !== null && this.#named.has(key)) {
      throw new DomainError({ code: 'processNameTaken', family, name: name ?? '' });
    }
    const command = new OneOffCommand(spec, this.#runner);
    if (key !== null) this.#named.set(key, command);
    const release = this.#follow(command, owner.closed, key);
    try {
      await command.started();
    } catch (thrown) {
      release();
      throw thrown;
    }
    return { end: command.end(this.#clock, onPiece).finally(release) };
  }

  /** @throws DomainError `processUnknown` | `stdinNotStreamed` | `stdinClosed` */
  write(name: OneOffName, data: Uint8Array, isLast: boolean): Promise<void> {
    return this.#find(name).write(data, isLast);
  }

  /** @throws DomainError `processUnknown` | `noTerminal` */
  resize(name: OneOffName, size: TerminalSize): Promise<void> {
    return this.#find(name).resize(size);
  }

  /** Asks for its end, and does not wait for it. @throws DomainError `processUnknown` */
  terminate(name: OneOffName): void {
    void this.#find(name).terminate();
  }

  /** Ends it with its connection; the result is to be called when it has ended by itself. */
  #follow(command: OneOffCommand, closed: AbortSignal, key: string | null): () => void {
    const onClosed = (): void => void command.terminate();
    if (closed.aborted) onClosed();
    else closed.addEventListener('abort', onClosed, { once: true });
    return () => {
      closed.removeEventListener('abort', onClosed);
      if (key !== null) this.#named.delete(key);
    };
  }

  #find(wanted: OneOffName): OneOffCommand {
    const found = this.#named.get(keyOf(wanted));
    if (found !== undefined) return found;
    throw new DomainError({ code: 'processUnknown', family: wanted.family, name: wanted.name });
  }
}

function keyOf({ connection, family, name }: OneOffName): string {
  return `${connection} ${family} ${name}`;
}
