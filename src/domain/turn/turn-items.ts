// The items of one running turn in the order they started: finished ones, and the ones still being streamed.
// A joiner's snapshot is read from here, so text is kept as chunks and joined only when someone asks.

import type { MessagePhase, ThreadItem } from '../../protocol/index.js';
import type { ModelItem } from '../records.js';
import { openImage, webSearch } from './hosted-items.js';
import type { ItemTimes } from './item-times.js';

/** Pieces of a growing text; joining them is paid for by the reader, once per read. */
export class TextChunks {
  #chunks: string[] = [];

  push(chunk: string): void {
    this.#chunks.push(chunk);
  }

  toString(): string {
    if (this.#chunks.length > 1) this.#chunks = [this.#chunks.join('')];
    return this.#chunks[0] ?? '';
  }
}

export interface OpenMessage {
  readonly kind: 'agentMessage';
  readonly id: string;
  readonly phase: MessagePhase | null;
  readonly startedAt: number;
  readonly text: TextChunks;
}

export interface OpenReasoning {
  readonly kind: 'reasoning';
  readonly id: string;
  readonly startedAt: number;
  readonly summary: TextChunks[];
  readonly content: TextChunks[];
}

/** A plan that the model proposes. */
export interface OpenPlan {
  readonly kind: 'plan';
  readonly id: string;
  readonly startedAt: number;
  readonly text: TextChunks;
}

/** What the provider does by itself; it does not stream. */
interface OpenHosted {
  readonly kind: 'webSearch' | 'imageGeneration';
  readonly id: string;
  readonly startedAt: number;
  /** As it was announced. */
  readonly item: ModelItem;
}

export type OpenItem = OpenMessage | OpenReasoning | OpenPlan | OpenHosted;

type Slot =
  | { readonly id: string; readonly item: ThreadItem; readonly open: null }
  | { readonly id: string; readonly item: null; readonly open: OpenItem };

/** Items by id; an id seen again takes the place it had. */
export class TurnItems {
  readonly #slots = new Map<string, Slot>();

  /** A finished item, or the present state of one that does not stream. */
  put(item: ThreadItem): void {
    this.#slots.set(item.id, { id: item.id, item, open: null });
  }

  open(open: OpenItem): void {
    this.#slots.set(open.id, { id: open.id, item: null, open });
  }

  /** When an item that does not stream started, in unix milliseconds; null when unknown. */
  startedAt(id: string): number | null {
    return this.#slots.get(id)?.item?.startedAtMs ?? null;
  }

  /** Forgets what was being streamed. */
  dropOpen(): void {
    for (const slot of this.#slots.values()) {
      if (slot.open !== null) this.#slots.delete(slot.id);
    }
  }

  /** Every item as it is now; `partial` says whether streamed ones count. */
  list(partial: boolean): ThreadItem[] {
    const items: ThreadItem[] = [];
    for (const slot of this.#slots.values()) {
      if (slot.open === null) items.push(slot.item);
      else if (partial) items.push(viewOpen(slot.open));
    }
    return items;
  }
}

/** An unfinished item with the text it has so far. */
export function viewOpen(open: OpenItem): ThreadItem {
  const times = { startedAtMs: open.startedAt, completedAtMs: null };
  switch (open.kind) {
    case 'agentMessage':
      return agentMessage(open.id, open.text.toString(), open.phase, times);
    case 'plan':
      return planItem(open.id, open.text.toString(), times);
    case 'reasoning':
      return reasoning(open.id, open.summary.map(String), open.content.map(String), times);
    case 'webSearch':
      return webSearch(open.item, open.id, times);
    case 'imageGeneration':
      return openImage(open.id, times);
  }
}

export function agentMessage(
  id: string,
  text: string,
  phase: MessagePhase | null,
  times: ItemTimes,
): Extract<ThreadItem, { type: 'agentMessage' }> {
  return {
    type: 'agentMessage',
    moderation: null,
    id,
    text,
    phase,
    memoryCitation: null,
    delivery: null,
    questions: null,
    ...times,
  };
}

export function planItem(id: string, text: string, times: ItemTimes): ThreadItem {
  return { type: 'plan', id, text, ...times };
}

export function reasoning(id: string, summary: string[], content: string[], times: ItemTimes): ThreadItem {
  return { type: 'reasoning', id, summary, content, ...times };
}
