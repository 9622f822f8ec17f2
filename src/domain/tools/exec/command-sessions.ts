// The processes of one thread that the model may go on talking to.

import type { Terminal, Terminals } from '../../ports.js';
import type { CommandSession } from './command-session.js';

/** More than this many live at once: the oldest goes. */
const MOST_SESSIONS = 64;

export class CommandSessions implements Terminals {
  readonly #sessions = new Map<number, CommandSession>();
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** An id that no process of the thread has. */
  freeId(): number {
    for (;;) {
      const id = 1000 + Math.floor(this.#random() * 99_000);
      if (!this.#sessions.has(id)) return id;
    }
  }

  add(session: CommandSession): void {
    this.#sessions.set(session.id, session);
    if (this.#sessions.size <= MOST_SESSIONS) return;
    const [oldest] = this.#sessions.values();
    if (oldest === undefined) return;
    this.#sessions.delete(oldest.id);
    void oldest.kill();
  }

  find(id: number): CommandSession | undefined {
    return this.#sessions.get(id);
  }

  /** The model knows that it has ended. */
  forget(session: CommandSession): void {
    this.#sessions.delete(session.id);
  }

  /** Those whose process still runs, oldest first. */
  get running(): readonly CommandSession[] {
    return [...this.#sessions.values()].filter(({ exitCode }) => exitCode === null);
  }

  list(): Terminal[] {
    return this.running.map(({ id, line }) => ({
      itemId: line.itemId,
      processId: id,
      command: line.argv.at(-1) ?? '',
      cwd: line.cwd,
    }));
  }

  terminate(id: number): boolean {
    const session = this.#sessions.get(id);
    if (session === undefined || session.exitCode !== null) return false;
    this.#sessions.delete(id);
    void session.kill();
    return true;
  }

  clean(): void {
    for (const { id } of this.running) this.terminate(id);
  }

  async killAll(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(sessions.map((session) => session.kill()));
  }
}
