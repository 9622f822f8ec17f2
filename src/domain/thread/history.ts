// Folds the records of a thread into what clients see (turns) and what the model sees (items). The same fold runs
// over a log that was read back and over records as they are appended, so a live thread and a reloaded one agree.

import type { ThreadItem, ThreadTokenUsage, Turn, TurnError } from '../../protocol/index.js';
import type { RealtimeItem } from '../realtime/spoken-event.js';
import type { HistoryRecord, ModelItem } from '../records.js';
import type { ThreadSettings } from '../settings.js';
import { previewText } from './preview.js';

interface TurnEntry {
  readonly id: string;
  /** Opened by a `turnStarted`; an implicit one is only known by its user message. */
  readonly explicit: boolean;
  /** The turn on whose behalf it runs; null: itself. */
  rootTurnId: string | null;
  readonly items: ThreadItem[];
  status: Turn['status'];
  error: TurnError | null;
  /** Unix milliseconds. */
  startedAt: number | null;
  completedAt: number | null;
  /** What had been used before this turn. */
  readonly usageBefore: { turnId: string; usage: ThreadTokenUsage } | null;
  /** What the turn before it ran with. */
  readonly contextBefore: ThreadSettings | null;
  /** How many model items there were before this turn. */
  readonly inputStart: number;
  sawCompaction: boolean;
}

/** An item of a conversation by voice, and what it came after. */
export interface SpokenEntry {
  readonly item: RealtimeItem;
  /** The turn that began last before it; null: none had. */
  readonly turnId: string | null;
  /** How many items that turn had; null: it had ended. */
  readonly items: number | null;
}

/** State of the fold. `apply` is the only way to change it. */
export class ThreadHistory {
  #turns: TurnEntry[] = [];
  #open: TurnEntry | null = null;
  #input: ModelItem[] = [];
  #numbered = 0;
  #implicit = 0;
  #context: ThreadSettings | null = null;
  #firstModel: string | null = null;
  /** What a client has changed since the last turn. */
  #applied: ThreadSettings | null = null;
  #usage: { turnId: string; usage: ThreadTokenUsage } | null = null;
  #keptPreview = '';
  #spoken: SpokenEntry[] = [];

  /** Model items in the order the model is to see them. */
  get input(): readonly ModelItem[] {
    return this.#input;
  }

  /** Settings of the last turn that is still part of the history. */
  get context(): ThreadSettings | null {
    return this.#context;
  }

  /** The model that was asked first; null: none was. */
  get firstModel(): string | null {
    return this.#firstModel;
  }

  /** What the next turn runs with; null before the first one. */
  get settings(): ThreadSettings | null {
    return this.#applied ?? this.#context;
  }

  get usage(): { turnId: string; usage: ThreadTokenUsage } | null {
    return this.#usage;
  }

  /** Text of the first user message, be it cut off, or the goal that was set before it; empty before both. */
  get preview(): string {
    if (this.#keptPreview !== '') return this.#keptPreview;
    for (const turn of this.#turns) {
      for (const item of turn.items) {
        const preview = item.type === 'userMessage' ? previewOf(item) : '';
        if (preview !== '') return preview;
      }
    }
    return '';
  }

  /** What conversations by voice left, in its order. */
  get spoken(): readonly SpokenEntry[] {
    return this.#spoken;
  }

  /** `runningTurnId`: the turn that is really running; any other unfinished one was interrupted. */
  turns(runningTurnId: string | null = null): Turn[] {
    return this.#turns
      .filter((turn) => turn.explicit || turn.items.length > 0 || turn.sawCompaction)
      .map((turn) => viewTurn(turn, turn.id === runningTurnId));
  }

  /** The turn with this id, its finished items only; null when unknown. */
  turn(turnId: string): Turn | null {
    const entry = this.#find(turnId);
    return entry === null ? null : viewTurn(entry, true);
  }

  /** How many turns there are from this one on, itself included; 0 when it is unknown. */
  turnsFrom(turnId: string): number {
    const at = this.#turns.findLastIndex((turn) => turn.id === turnId);
    return at === -1 ? 0 : this.#turns.length - at;
  }

  /** What had been used before this turn; null when nothing, or when it is unknown. */
  usageBefore(turnId: string): { turnId: string; usage: ThreadTokenUsage } | null {
    return this.#find(turnId)?.usageBefore ?? null;
  }

  /** What was said first of all, where the log does not tell it any more. */
  keepPreview(preview: string): void {
    this.#keptPreview = preview;
  }

  /** What the log looks like after its turns from this one on were cut off. */
  cutBefore(turnId: string): void {
    const usage = this.usageBefore(turnId);
    this.#keptPreview = this.preview;
    this.#rollBack(this.turnsFrom(turnId));
    this.#usage = usage;
  }

  apply(record: HistoryRecord): void {
    switch (record.type) {
      case 'turnStarted':
        this.#closeOpen();
        this.#open = this.#push(record.turnId, true, record.at);
        this.#open.rootTurnId = record.rootTurnId ?? null;
        return;
      case 'turnContext':
        this.#context = record.settings;
        // What an agent was forked off with is of a turn of another thread.
        if (this.#find(record.turnId) !== null) this.#firstModel ??= record.settings.model;
        this.#applied = null;
        return;
      case 'settingsApplied':
        this.#applied = record.settings;
        return;
      case 'modelItem':
        this.#input.push(record.item);
        return;
      case 'itemCompleted':
        this.#addItem(record.turnId, record.item, record.at);
        return;
      case 'tokenUsage':
        this.#usage = { turnId: record.turnId, usage: record.usage };
        return;
      case 'turnFailed': {
        const turn = this.#named(record.turnId);
        if (turn === null || turn.status === 'interrupted') return;
        turn.status = 'failed';
        turn.error = record.error;
        turn.completedAt = record.at;
        return;
      }
      case 'turnCompleted':
        this.#finish(record.turnId, 'completed', record.at);
        return;
      case 'turnAborted':
        this.#finish(record.turnId, 'interrupted', record.isUntimed ? null : record.at);
        return;
      case 'compacted':
        this.#compact(record.message, record.replacement);
        return;
      case 'rolledBack':
        this.#keptPreview = this.preview;
        this.#rollBack(record.numTurns);
        return;
      case 'goalSet':
        if (this.preview === '') this.#keptPreview = record.goal.objective;
        return;
      case 'realtimeItem': {
        const turn = this.#turns.at(-1) ?? null;
        const items = turn !== null && turn === this.#open ? turn.items.length : null;
        this.#spoken.push({ item: record.item, turnId: turn?.id ?? null, items });
        return;
      }
    }
  }

  #push(id: string, explicit: boolean, at: number | null): TurnEntry {
    const turn: TurnEntry = {
      id,
      explicit,
      rootTurnId: null,
      items: [],
      status: explicit ? 'inProgress' : 'completed',
      error: null,
      startedAt: at,
      completedAt: null,
      usageBefore: this.#usage,
      contextBefore: this.#context,
      inputStart: this.#input.length,
      sawCompaction: false,
    };
    this.#turns.push(turn);
    return turn;
  }

  #find(turnId: string): TurnEntry | null {
    return this.#turns.findLast((turn) => turn.id === turnId) ?? null;
  }

  /** The turn a record means: the one it names, else the open one. */
  #named(turnId: string): TurnEntry | null {
    return (turnId === '' ? null : this.#find(turnId)) ?? this.#open;
  }

  #finish(turnId: string, status: 'completed' | 'interrupted', at: number | null): void {
    const turn = this.#named(turnId);
    if (turn === null) return;
    if (turn.status === 'inProgress') turn.status = status;
    else if (status === 'interrupted' && turn.status === 'completed') turn.status = status;
    turn.completedAt ??= at;
    if (this.#open === turn) this.#open = null;
  }

  /** A new turn while another is open means that the other was cut off. */
  #closeOpen(): void {
    if (this.#open?.status === 'inProgress') this.#open.status = 'interrupted';
    this.#open = null;
  }

  #addItem(turnId: string, item: ThreadItem, at: number): void {
    if (isEmptyText(item)) return;
    const turn = this.#turnFor(turnId, item, at);
    if (item.id === '') {
      const last = turn.items.at(-1);
      if (item.type === 'reasoning' && last?.type === 'reasoning' && isNumbered(last)) {
        turn.items[turn.items.length - 1] = joinReasoning(last, item);
        return;
      }
      this.#numbered += 1;
      turn.items.push({ ...item, id: `item-${this.#numbered}` });
      return;
    }
    const known = turn.items.findIndex((other) => isSameItem(other, item));
    if (known === -1) turn.items.push(item);
    else turn.items[known] = item;
  }

  #turnFor(turnId: string, item: ThreadItem, at: number): TurnEntry {
    const named = turnId === '' ? null : this.#find(turnId);
    if (named !== null) return named;
    if (turnId === '' && this.#open !== null) {
      // Inside an explicit turn a user message is a steer; an implicit turn ends where the next one begins.
      if (this.#open.explicit || item.type !== 'userMessage') return this.#open;
    }
    this.#closeOpen();
    this.#implicit += 1;
    this.#open = this.#push(turnId === '' ? `turn-${this.#implicit}` : turnId, false, at);
    return this.#open;
  }

  #compact(message: string, replacement: readonly ModelItem[] | null): void {
    if (this.#open !== null) this.#open.sawCompaction = true;
    if (replacement !== null) {
      this.#input = [...replacement];
      return;
    }
    const kept = this.#input.filter((item) => item.type === 'message' && item.role === 'user');
    this.#input = [
      ...kept,
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: message }] },
    ];
  }

  #rollBack(numTurns: number): void {
    this.#closeOpen();
    const dropped = this.#turns.splice(Math.max(0, this.#turns.length - numTurns));
    const first = dropped[0];
    if (first === undefined) return;
    const gone = new Set(dropped.map(({ id }) => id));
    this.#spoken = this.#spoken.filter(({ turnId }) => turnId === null || !gone.has(turnId));
    this.#input.length = Math.min(this.#input.length, first.inputStart);
    this.#context = this.#turns.length === 0 ? null : first.contextBefore;
    this.#numbered = this.#turns.flatMap((turn) => turn.items).filter(isNumbered).length;
  }
}

/** Folds a whole log. */
export function reduceHistory(records: Iterable<HistoryRecord>): ThreadHistory {
  const history = new ThreadHistory();
  for (const record of records) history.apply(record);
  return history;
}

function viewTurn(turn: TurnEntry, running: boolean): Turn {
  const status = turn.status === 'inProgress' && !running ? 'interrupted' : turn.status;
  return {
    id: turn.id,
    rootTurnId: turn.rootTurnId ?? turn.id,
    items: [...turn.items],
    itemsView: 'full',
    status,
    error: turn.error,
    startedAt: inSeconds(turn.startedAt),
    completedAt: inSeconds(turn.completedAt),
    durationMs:
      turn.startedAt === null || turn.completedAt === null
        ? null
        : Math.max(0, turn.completedAt - turn.startedAt),
  };
}

function inSeconds(ms: number | null): number | null {
  return ms === null ? null : Math.floor(ms / 1000);
}

function previewOf(item: Extract<ThreadItem, { type: 'userMessage' }>): string {
  const texts = item.content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  return previewText(
    texts.join('\n'),
    item.content.map(({ type }) => type),
  );
}

/** By id, except that in 0.118.0 the items that open and close a review share one. */
function isSameItem(a: ThreadItem, b: ThreadItem): boolean {
  return a.id === b.id && !(a.type === 'enteredReviewMode' && b.type === 'exitedReviewMode');
}

function isEmptyText(item: ThreadItem): boolean {
  if (item.id !== '') return false;
  return item.type === 'agentMessage' && item.text === '';
}

const NUMBERED = /^item-\d+$/;

function isNumbered(item: ThreadItem): boolean {
  return NUMBERED.test(item.id);
}

function joinReasoning(
  a: Extract<ThreadItem, { type: 'reasoning' }>,
  b: Extract<ThreadItem, { type: 'reasoning' }>,
): ThreadItem {
  return { ...a, summary: [...a.summary, ...b.summary], content: [...a.content, ...b.content] };
}
