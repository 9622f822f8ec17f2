// Turns the events of one model response into thread items: started, growing, completed. Live ids are the
// provider's. Sits between the model client and the turn runner, which records what is completed here.

import type { MessagePhase, ThreadItem } from '../../protocol/index.js';
import type { ModelItem } from '../records.js';
import { generatedImage, openImage, savedImageNote, webSearch } from './hosted-items.js';
import type { ItemBuilderDeps } from './item-deps.js';
import type { ItemTimes } from './item-times.js';
import { partTexts } from './part-texts.js';
import { PlannedMessages } from './planned-messages.js';
import {
  agentMessage,
  type OpenItem,
  type OpenMessage,
  type OpenReasoning,
  reasoning,
  TextChunks,
  viewOpen,
} from './turn-items.js';

/** Builds the items of one turn. Deltas belong to the item added last; without one they are dropped. */
export class ItemBuilder {
  readonly #deps: ItemBuilderDeps;
  readonly #open = new Map<string, OpenItem>();
  #message: OpenMessage | null = null;
  #reasoning: OpenReasoning | null = null;
  /** While plans are told apart. */
  #planned: PlannedMessages | null = null;

  constructor(deps: ItemBuilderDeps) {
    this.#deps = deps;
  }

  /** A response begins; `isPlanning`: a plan in its messages is an item of its own. */
  begin(isPlanning: boolean): void {
    this.#planned = isPlanning ? new PlannedMessages(this.#deps) : null;
  }

  /** The provider announced an item that it will fill. */
  added(item: ModelItem): void {
    this.#message = null;
    this.#reasoning = null;
    const open = this.#toOpen(item);
    if (open === null) return;
    if (open.kind === 'agentMessage') this.#message = open;
    else if (open.kind === 'reasoning') this.#reasoning = open;
    if (open.kind === 'agentMessage' && this.#planned !== null) {
      this.#open.set(open.id, open);
      this.#planned.begin({ ...open, text: new TextChunks() }, open.text.toString());
    } else this.#start(open);
  }

  textDelta(delta: string): void {
    const open = this.#message;
    if (open === null) return;
    open.text.push(delta);
    if (this.#planned !== null) {
      this.#planned.grow(open.id, delta);
      return;
    }
    this.#deps.emit({ type: 'agentMessageDelta', turnId: this.#deps.turnId, itemId: open.id, delta });
  }

  reasoningSummaryPartAdded(summaryIndex: number): void {
    const open = this.#reasoning;
    if (open === null) return;
    grown(open.summary, summaryIndex);
    this.#deps.emit({
      type: 'reasoningSummaryPartAdded',
      turnId: this.#deps.turnId,
      itemId: open.id,
      summaryIndex,
    });
  }

  reasoningSummaryDelta(summaryIndex: number, delta: string): void {
    const open = this.#reasoning;
    if (open === null) return;
    grown(open.summary, summaryIndex).push(delta);
    this.#deps.emit({
      type: 'reasoningSummaryDelta',
      turnId: this.#deps.turnId,
      itemId: open.id,
      summaryIndex,
      delta,
    });
  }

  reasoningTextDelta(contentIndex: number, delta: string): void {
    const open = this.#reasoning;
    if (open === null) return;
    grown(open.content, contentIndex).push(delta);
    this.#deps.emit({
      type: 'reasoningTextDelta',
      turnId: this.#deps.turnId,
      itemId: open.id,
      contentIndex,
      delta,
    });
  }

  /** The provider finished an item. One that was never announced starts, whole, and completes at once. */
  done(item: ModelItem): void {
    const id = typeof item.id === 'string' && item.id !== '' ? item.id : null;
    const open = (id === null ? undefined : this.#open.get(id)) ?? this.#onlyOpen(item);
    const at = this.#deps.now();
    const finished = this.#toThreadItem(item, open?.id ?? id ?? this.#deps.newId(), {
      startedAtMs: open?.startedAt ?? at,
      completedAtMs: at,
    });
    if (finished === null) {
      if (item.type === 'image_generation_call') this.#deps.recordUnseen(item);
      return;
    }
    if (finished.type === 'agentMessage' && this.#planned !== null) {
      this.#forget(finished.id);
      this.#planned.done(finished, item, at);
      return;
    }
    if (open === undefined) {
      const started =
        finished.type === 'imageGeneration'
          ? openImage(finished.id, { startedAtMs: at, completedAtMs: null })
          : { ...finished, completedAtMs: null };
      this.#deps.emit({ type: 'itemStarted', turnId: this.#deps.turnId, item: started, at });
    }
    this.#complete(finished, item, at);
  }

  /** Forgets unfinished items: their response is over. They never complete. */
  drop(): void {
    this.#open.clear();
    this.#message = null;
    this.#reasoning = null;
    this.#deps.items.dropOpen();
  }

  #start(open: OpenItem): void {
    this.#open.set(open.id, open);
    this.#deps.items.open(open);
    this.#deps.emit({
      type: 'itemStarted',
      turnId: this.#deps.turnId,
      item: viewOpen(open),
      at: open.startedAt,
    });
  }

  #complete(finished: ThreadItem, source: ModelItem | null, at: number): void {
    const { id } = finished;
    this.#deps.record(finished, source, at);
    this.#deps.items.put(finished);
    this.#forget(id);
    this.#deps.emit({ type: 'itemCompleted', turnId: this.#deps.turnId, item: finished, at });
  }

  #forget(id: string): void {
    this.#open.delete(id);
    if (this.#message?.id === id) this.#message = null;
    if (this.#reasoning?.id === id) this.#reasoning = null;
  }

  /** Which open item a finished one with an unknown id means: the only one of its kind. */
  #onlyOpen(item: ModelItem): OpenItem | undefined {
    const kind = this.#kindOf(item);
    const candidates = [...this.#open.values()].filter((open) => open.kind === kind);
    return candidates.length === 1 ? candidates[0] : undefined;
  }

  #toOpen(item: ModelItem): OpenItem | null {
    const id = typeof item.id === 'string' && item.id !== '' ? item.id : this.#deps.newId();
    const startedAt = this.#deps.now();
    const kind = this.#kindOf(item);
    switch (kind) {
      case 'agentMessage': {
        const text = new TextChunks();
        text.push(messageText(item));
        return { kind: 'agentMessage', id, phase: phaseOf(item), startedAt, text };
      }
      case 'reasoning':
        return {
          kind: 'reasoning',
          id,
          startedAt,
          summary: chunked(partTexts(item.summary)),
          content: chunked(partTexts(item.content)),
        };
      case 'webSearch':
      case 'imageGeneration':
        return { kind, id, startedAt, item };
      case null:
        return null;
    }
  }

  #toThreadItem(item: ModelItem, id: string, times: ItemTimes): ThreadItem | null {
    switch (this.#kindOf(item)) {
      case 'webSearch':
        return webSearch(item, id, times);
      case 'imageGeneration':
        return generatedImage(item, id, { ...times, savedPath: this.#saved(item, id) });
      default:
        return toThreadItem(item, id, times);
    }
  }

  /** Where a picture is kept, as the model is told as well. */
  #saved(item: ModelItem, id: string): string | undefined {
    const { saveImage, recordUnseen } = this.#deps;
    const path = typeof item.result === 'string' ? saveImage?.(id, item.result) : undefined;
    if (path !== undefined) recordUnseen(savedImageNote(path));
    return path;
  }

  #kindOf({ type, role }: ModelItem): Exclude<OpenItem['kind'], 'plan'> | null {
    switch (type) {
      case 'message':
        return role === 'assistant' ? 'agentMessage' : null;
      case 'reasoning':
        return 'reasoning';
      case 'web_search_call':
        return 'webSearch';
      case 'image_generation_call':
        return this.#deps.saveImage === null ? null : 'imageGeneration';
      default:
        return null;
    }
  }
}

/** What the model said or thought, as clients see it; null for anything else. */
export function toThreadItem(item: ModelItem, id: string, times: ItemTimes): ThreadItem | null {
  if (item.type === 'reasoning') {
    return reasoning(id, partTexts(item.summary), partTexts(item.content), times);
  }
  if (item.type !== 'message' || item.role !== 'assistant') return null;
  return agentMessage(id, messageText(item), phaseOf(item), times);
}

function phaseOf(item: ModelItem): MessagePhase | null {
  return item.phase === 'commentary' || item.phase === 'final_answer' ? item.phase : null;
}

function messageText(item: ModelItem): string {
  return partTexts(item.content).join('');
}

function chunked(texts: readonly string[]): TextChunks[] {
  return texts.map((text) => {
    const chunks = new TextChunks();
    chunks.push(text);
    return chunks;
  });
}

const MOST_PARTS = 10_000;

/** The part at `index`; missing ones before it come to be, empty. An absurd index means the last part. */
function grown(parts: TextChunks[], index: number): TextChunks {
  const wanted = Number.isInteger(index) && index >= 0 && index < MOST_PARTS ? index : parts.length - 1;
  while (parts.length <= wanted || parts.length === 0) parts.push(new TextChunks());
  return parts[Math.max(wanted, 0)] ?? new TextChunks();
}
