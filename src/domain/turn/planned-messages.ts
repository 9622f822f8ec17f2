// Messages of one response in plan mode: a proposed plan streams as an item of its own, once a response, and the
// message is what is left; it is shown as soon as there is more to it than blanks. Used by the item builder.

import type { ThreadItem } from '../../protocol/index.js';
import type { ModelItem } from '../records.js';
import type { ItemBuilderDeps } from './item-deps.js';
import { type MessagePiece, ProposedPlanParser, splitMessage } from './proposed-plan.js';
import {
  agentMessage,
  type OpenMessage,
  type OpenPlan,
  planItem,
  TextChunks,
  viewOpen,
} from './turn-items.js';

/** A message that grows. Its text is what is shown of it. */
interface Growing {
  readonly open: OpenMessage;
  readonly parser: ProposedPlanParser;
  /** Blanks that are shown with the first word. */
  blanks: string;
  isShown: boolean;
}

export class PlannedMessages {
  readonly #deps: ItemBuilderDeps;
  readonly #growing = new Map<string, Growing>();
  #plan: OpenPlan | null = null;
  #isPlanDone = false;

  constructor(deps: ItemBuilderDeps) {
    this.#deps = deps;
  }

  /** A message begins; `text` is what it begins with. */
  begin(open: OpenMessage, text: string): void {
    this.#growing.set(open.id, {
      open,
      parser: new ProposedPlanParser(),
      blanks: '',
      isShown: false,
    });
    this.grow(open.id, text);
  }

  grow(id: string, delta: string): void {
    const growing = this.#growing.get(id);
    if (growing !== undefined) this.#show(growing, growing.parser.feed(delta));
  }

  /** A message is whole: `finished` with everything in it. What is left beside the plan is shown, if anything is. */
  done(finished: Extract<ThreadItem, { type: 'agentMessage' }>, source: ModelItem, at: number): void {
    const growing = this.#growing.get(finished.id);
    this.#growing.delete(finished.id);
    if (growing !== undefined) this.#show(growing, growing.parser.finish());
    const { text, plan } = splitMessage(finished.text);
    if (plan !== null) this.#finishPlan(plan, at);
    if (text.trim() === '' && growing?.isShown !== true) {
      this.#deps.recordUnseen(source);
      return;
    }
    const { id, phase } = finished;
    const startedAt = growing?.open.startedAt ?? at;
    if (growing?.isShown !== true) {
      this.#start({ kind: 'agentMessage', id, phase: phase ?? null, startedAt, text: new TextChunks() });
    }
    const shown = agentMessage(id, text, phase ?? null, { startedAtMs: startedAt, completedAtMs: at });
    this.#complete(shown, source, at);
  }

  #show(growing: Growing, pieces: readonly MessagePiece[]): void {
    for (const piece of pieces) {
      if (piece.type === 'text') this.#showText(growing, piece.text);
      else if (piece.type === 'planStart') this.#startPlan();
      else if (piece.type === 'plan') this.#growPlan(piece.text);
    }
  }

  #showText(growing: Growing, text: string): void {
    const delta = growing.blanks + text;
    if (!growing.isShown && delta.trim() === '') {
      growing.blanks = delta;
      return;
    }
    const { open } = growing;
    if (!growing.isShown) this.#start(open);
    growing.isShown = true;
    growing.blanks = '';
    open.text.push(delta);
    this.#deps.emit({ type: 'agentMessageDelta', turnId: this.#deps.turnId, itemId: open.id, delta });
  }

  #startPlan(): void {
    if (this.#plan !== null || this.#isPlanDone) return;
    const { turnId } = this.#deps;
    this.#plan = { kind: 'plan', id: `${turnId}-plan`, startedAt: this.#deps.now(), text: new TextChunks() };
    this.#start(this.#plan);
  }

  #growPlan(delta: string): void {
    if (this.#plan === null) return;
    this.#plan.text.push(delta);
    this.#deps.emit({ type: 'planDelta', turnId: this.#deps.turnId, itemId: this.#plan.id, delta });
  }

  #finishPlan(text: string, at: number): void {
    this.#startPlan();
    if (this.#plan === null) return;
    const { id, startedAt } = this.#plan;
    this.#plan = null;
    this.#isPlanDone = true;
    this.#complete(planItem(id, text, { startedAtMs: startedAt, completedAtMs: at }), null, at);
  }

  #start(open: OpenMessage | OpenPlan): void {
    this.#deps.items.open(open);
    const { turnId } = this.#deps;
    this.#deps.emit({ type: 'itemStarted', turnId, item: viewOpen(open), at: open.startedAt });
  }

  #complete(item: ThreadItem, source: ModelItem | null, at: number): void {
    this.#deps.record(item, source, at);
    this.#deps.items.put(item);
    this.#deps.emit({ type: 'itemCompleted', turnId: this.#deps.turnId, item, at });
  }
}
