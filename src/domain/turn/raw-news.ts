// Items as the model was shown or has made them, for clients that asked for raw events when they started a thread.
// Told as they are recorded, except where something has to be told before them. Owned by the host of the turns.

import type { ThreadEvent } from '../events.js';
import type { ModelEvent } from '../ports.js';
import type { ModelItem } from '../records.js';

export interface RawNewsDeps {
  /** Whether anybody asked for it. */
  readonly isWanted: boolean;
  /** Answers that compact, marks of an interruption and ends of responses are told as well (0.169.0). */
  readonly tellsMore: boolean;
  newId(): string;
  emit(event: ThreadEvent): void;
}

/** The turn of what is put in between turns, as 0.169.0 calls it. */
const NO_TURN = 'auto-compact-0';

export class RawNews {
  readonly #deps: RawNewsDeps;
  /** What waits, while something does. */
  #held: ThreadEvent[] | null = null;

  constructor(deps: RawNewsDeps) {
    this.#deps = deps;
  }

  get isWanted(): boolean {
    return this.#deps.isWanted;
  }

  item(turnId: string | null, item: ModelItem): void {
    if (!this.isWanted) return;
    const event: ThreadEvent = {
      type: 'rawItem',
      turnId: turnId ?? NO_TURN,
      item: told(item, turnId ?? NO_TURN, this.#deps.newId),
    };
    if (this.#held === null) this.#deps.emit(event);
    else this.#held.push(event);
  }

  /** An item that is never recorded. */
  passing(turnId: string, item: ModelItem): void {
    if (this.#deps.tellsMore) this.item(turnId, item);
  }

  responseEnded(
    turnId: string,
    { responseId, usage, reportedUsage }: Extract<ModelEvent, { type: 'completed' }>,
  ): void {
    if (!this.isWanted || !this.#deps.tellsMore) return;
    this.#deps.emit({ type: 'rawResponse', turnId, responseId, usage, reportedUsage });
  }

  /** Keeps back what is recorded from now on, until `release`. */
  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const event of held) this.#deps.emit(event);
  }

  /** Tells what `task` records when it is done: what it announces comes first. */
  after(task: () => void): void {
    this.hold();
    try {
      task();
    } finally {
      this.release();
    }
  }

  /** Runs a task whose records only some versions tell. */
  mark(task: () => void): void {
    if (this.#deps.tellsMore) {
      task();
      return;
    }
    const before = this.#held;
    this.#held = [];
    try {
      task();
    } finally {
      this.#held = before;
    }
  }
}

const ID_PREFIXES: Readonly<Record<string, string>> = {
  message: 'msg',
  reasoning: 'rs',
  function_call: 'fc',
  custom_tool_call: 'ctc',
  local_shell_call: 'lsh',
  function_call_output: 'fco',
  custom_tool_call_output: 'ctco',
  web_search_call: 'ws',
  image_generation_call: 'ig',
};

/** The item in the newest shape, with an id and the turn it belongs to. */
function told(item: ModelItem, turnId: string, newId: () => string): ModelItem {
  const prefix = ID_PREFIXES[item.type];
  const id = typeof item.id === 'string' && item.id !== '' ? item.id : prefix && `${prefix}_${newId()}`;
  return {
    ...(item.type === 'reasoning' ? { content: null, encrypted_content: null } : {}),
    ...item,
    ...(id === undefined ? {} : { id }),
    internal_chat_message_metadata_passthrough: { turn_id: turnId },
  };
}
