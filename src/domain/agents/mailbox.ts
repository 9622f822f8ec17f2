// What members of a team have been sent and not been told: kept while the model is busy, or the thread not loaded.

import { deferred } from '../../util/deferred.js';
import type { ModelItem } from '../records.js';

export interface Letter {
  readonly item: ModelItem;
  /** For one that starts a turn: who sent it, in which turn, and on whose behalf that runs. */
  readonly task: { readonly by: string; readonly turnId: string; readonly rootTurnId: string } | null;
}

export class Mailbox {
  #letters: Letter[] = [];
  #arrival = deferred<void>();

  put(letter: Letter): void {
    this.#letters.push(letter);
    const arrival = this.#arrival;
    this.#arrival = deferred();
    arrival.resolve();
  }

  get isEmpty(): boolean {
    return this.#letters.length === 0;
  }

  /** The first task among the letters. */
  get task(): Letter['task'] {
    return this.#letters.find(({ task }) => task !== null)?.task ?? null;
  }

  /** Resolves when the next letter comes. */
  get arrival(): Promise<void> {
    return this.#arrival.promise;
  }

  /** Forgets tasks that cannot be begun. */
  withdrawTasks(): void {
    this.#letters = this.#letters.filter(({ task }) => task === null);
  }

  /** Takes all out, for the model to be told. */
  take(): ModelItem[] {
    return this.#letters.splice(0).map(({ item }) => item);
  }

  /** Takes all out unless there is a task, which wants a turn of its own. */
  takeNotes(): ModelItem[] {
    return this.task === null ? this.take() : [];
  }
}
