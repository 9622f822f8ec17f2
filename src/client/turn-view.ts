// A turn as a reader sees it: its items with the text they have so far. Pure: events in, state out.

import type { ThreadItem, ThreadTokenUsage, Turn, TurnError } from '../protocol/index.js';
import { at, listAt, textAt } from '../util/peek.js';
import { type DeltaChannel, itemTypeOf, type TurnEvent } from './turn-events.js';

export interface ItemView {
  readonly id: string;
  /** `agentMessage`, `commandExecution`, … as the protocol names it. */
  readonly type: string;
  /** The item as the server last sent it whole; undefined when only deltas of it were seen. */
  readonly item: ThreadItem | undefined;
  /** What there is to read: the message, the reasoning summary, the output of the command. */
  readonly text: string;
  readonly isComplete: boolean;
  /** The first delta came before the item was announced, so the text may lack its beginning. */
  readonly isHeadMissing: boolean;
}

export class TurnView {
  readonly id: string;
  #status: Turn['status'] = 'inProgress';
  #error: TurnError | null = null;
  #usage: ThreadTokenUsage | undefined;
  readonly #items = new Map<string, ItemView>();

  constructor(id: string) {
    this.id = id;
  }

  /** The view of a turn as a snapshot holds it. */
  static from(turn: unknown): TurnView {
    const view = new TurnView(textAt(turn, 'id') ?? '');
    view.#end(turn);
    for (const item of listAt(turn, 'items')) {
      // An item has an id; whatever else it lacks, its readers look for themselves.
      if (textAt(item, 'id') !== undefined)
        view.#put(item as ThreadItem, view.status !== 'inProgress' && !isRunning(item));
    }
    return view;
  }

  get status(): Turn['status'] {
    return this.#status;
  }

  get error(): TurnError | null {
    return this.#error;
  }

  /** Undefined until the server has told. */
  get usage(): ThreadTokenUsage | undefined {
    return this.#usage;
  }

  /** In the order in which they were first seen. */
  get items(): readonly ItemView[] {
    return [...this.#items.values()];
  }

  /** The answer so far: the last agent message that has any text. */
  get text(): string {
    return this.items.findLast((item) => item.type === 'agentMessage' && item.text !== '')?.text ?? '';
  }

  item(id: string): ItemView | undefined {
    return this.#items.get(id);
  }

  /** Events of other turns are ignored. */
  apply(event: TurnEvent): void {
    if (event.turnId !== this.id) return;
    switch (event.type) {
      case 'itemStarted':
        this.#put(event.item, false);
        return;
      case 'itemCompleted':
        this.#put(event.item, true);
        return;
      case 'delta':
        this.#extend(event.itemId, event.channel, event.delta);
        return;
      case 'usage':
        this.#usage = event.usage;
        return;
      case 'turnCompleted':
        this.#end(event.turn);
        return;
      case 'turnStarted':
      case 'error':
      case 'other':
        return;
    }
  }

  #put(item: ThreadItem, isComplete: boolean): void {
    const known = this.#items.get(item.id);
    const whole = textOf(item);
    this.#items.set(item.id, {
      id: item.id,
      type: item.type,
      item,
      // A completed command may repeat no output although deltas of it were seen.
      text: whole === '' && known !== undefined ? known.text : whole,
      isComplete,
      isHeadMissing: isComplete ? false : (known?.isHeadMissing ?? false),
    });
  }

  #extend(itemId: string, channel: DeltaChannel, delta: string): void {
    const known = this.#items.get(itemId);
    // Raw reasoning runs beside the summary; the summary is what people read.
    if (channel === 'reasoning' && known !== undefined) return;
    this.#items.set(itemId, {
      id: itemId,
      type: known?.type ?? itemTypeOf(channel),
      item: known?.item,
      text: (known?.text ?? '') + delta,
      isComplete: known?.isComplete ?? false,
      isHeadMissing: known?.isHeadMissing ?? true,
    });
  }

  #end(turn: unknown): void {
    this.#status = (textAt(turn, 'status') ?? 'inProgress') as Turn['status']; // the server's promise
    this.#error = (at(turn, 'error') ?? null) as TurnError | null; // likewise
  }
}

/** The readable text of a whole item, of any version; empty where there is none. */
export function textOf(item: unknown): string {
  switch (textAt(item, 'type') ?? '') {
    case 'agentMessage':
    case 'plan':
      return textAt(item, 'text') ?? '';
    case 'userMessage':
      return listAt(item, 'content')
        .map((part) => textAt(part, 'text') ?? '')
        .join('');
    case 'reasoning':
      return listAt(item, 'summary').join('\n\n');
    case 'commandExecution':
      return textAt(item, 'aggregatedOutput') ?? '';
    default:
      return '';
  }
}

function isRunning(item: unknown): boolean {
  return at(item, 'status') === 'inProgress';
}
