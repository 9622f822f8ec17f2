// A thread as a reader sees it: a snapshot, brought up to date by the events that came after it.

import type { Thread } from '../protocol/index.js';
import { listAt, textAt } from '../util/peek.js';
import { readTurnEvent } from './turn-events.js';
import { TurnView } from './turn-view.js';

export class ThreadView {
  readonly id: string;
  #status: string;
  readonly #turns = new Map<string, TurnView>();

  constructor(snapshot: Thread) {
    this.id = snapshot.id;
    // Read with care: a server that leaves members out must not take its reader down.
    this.#status = textAt(snapshot, 'status', 'type') ?? 'unknown';
    for (const turn of listAt(snapshot, 'turns')) {
      const view = TurnView.from(turn);
      this.#turns.set(view.id, view);
    }
  }

  /** `notLoaded`, `idle`, `active` or `systemError`; `unknown` when the server has not told. */
  get status(): string {
    return this.#status;
  }

  get turns(): readonly TurnView[] {
    return [...this.#turns.values()];
  }

  /** The turn that is in progress, if any. */
  get running(): TurnView | undefined {
    return this.turns.findLast((turn) => turn.status === 'inProgress');
  }

  turn(id: string): TurnView | undefined {
    return this.#turns.get(id);
  }

  /** Notifications of other threads are ignored. */
  apply(method: string, params: unknown): void {
    if (textAt(params, 'threadId') !== this.id) return;
    if (method === 'thread/status/changed') {
      this.#status = textAt(params, 'status', 'type') ?? this.#status;
      return;
    }
    const event = readTurnEvent(method, params);
    if (event === undefined || event.type === 'other') return;
    let turn = this.#turns.get(event.turnId);
    if (turn === undefined) {
      turn = new TurnView(event.turnId);
      this.#turns.set(event.turnId, turn);
    }
    turn.apply(event);
  }
}
