// A turn without a conversation: one piece of work with a beginning and an end like any turn's. What is alike in a
// compaction, a review and a command of the user stands here.

import type { ThreadItem, Turn } from '../../protocol/index.js';
import { messageOf } from '../../util/coded-error.js';
import { deferred } from '../../util/deferred.js';
import type { ThreadSettings } from '../settings.js';
import { turnError, WorkFailed } from './failure.js';
import { reportedContextWindow } from './token-usage.js';
import type { ThreadRun, TurnHost } from './turn-host.js';
import type { TurnOutcome } from './turn-state.js';
import { acceptedTurn, endedTurn } from './turn-view.js';

/** A hook ends the work: the turn ends as if its user had. */
export class WorkStopped extends Error {}

export abstract class SideTurn implements ThreadRun {
  abstract readonly kind: 'compact' | 'review' | 'userShell';
  readonly turnId: string;
  readonly settings: ThreadSettings;
  protected readonly host: TurnHost;
  readonly #stop = new AbortController();
  readonly #decided = deferred<TurnOutcome>();
  readonly #ended = deferred<TurnOutcome>();
  #interruption: string | null = null;
  #isVisible = false;

  constructor(host: TurnHost, turnId: string, settings: ThreadSettings) {
    this.host = host;
    this.turnId = turnId;
    this.settings = settings;
  }

  get isVisible(): boolean {
    return this.#isVisible;
  }

  get takesInput(): boolean {
    return false;
  }

  get isBeingInterrupted(): boolean {
    return this.#interruption !== null;
  }

  get ended(): Promise<TurnOutcome> {
    return this.#ended.promise;
  }

  /** Aborts when the turn is interrupted. */
  protected get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** What it is interrupted for; null while it is not. */
  protected get interruption(): string | null {
    return this.#interruption;
  }

  isCalled(turnId: string): boolean {
    return turnId === this.turnId;
  }

  abstract items(partial: boolean): ThreadItem[];

  begin(): void {
    void this.#run();
  }

  interrupt(reason: string): Promise<TurnOutcome> {
    this.#interruption ??= reason;
    this.#stop.abort();
    return this.#decided.promise;
  }

  /** Does what the turn is for. @throws WorkFailed; anything thrown after an interruption is its consequence */
  protected abstract work(): Promise<TurnOutcome>;

  /** Tells everyone of the beginning, once it is recorded; the work may do so in its own order. */
  protected announceStart(): void {
    this.reveal();
    this.host.turnStarted(this.#view(), this.settings);
  }

  /** Clients know of the turn from now on. */
  protected reveal(): void {
    this.#isVisible = true;
  }

  /** What the end is told with, besides its outcome. */
  protected get lastMessage(): ThreadItem | null {
    return null;
  }

  protected now(): number {
    return this.host.services.clock.now();
  }

  /** Records a finished item, then tells everyone. */
  protected completeItem(item: ThreadItem): ThreadItem {
    const { turnId } = this;
    const at = this.now();
    const finished = { ...item, completedAtMs: at };
    this.host.record([{ type: 'itemCompleted', turnId, item: finished, at }]);
    this.host.emit({ type: 'itemCompleted', turnId, item: finished, at });
    return finished;
  }

  protected startItem(item: ThreadItem): ThreadItem {
    const at = this.now();
    const started = { ...item, startedAtMs: at, completedAtMs: null };
    this.host.emit({ type: 'itemStarted', turnId: this.turnId, item: started, at });
    return started;
  }

  async #run(): Promise<void> {
    let outcome = await this.#outcome();
    try {
      this.#recordEnd(outcome);
      await this.host.sync();
    } catch (thrown) {
      outcome = { status: 'failed', error: turnError(messageOf(thrown), 'other') };
    }
    const certain = outcome;
    this.#decided.resolve(certain);
    const finish = (): void => this.#announceEnd(certain);
    // Whoever interrupted is answered before the news of it goes out.
    if (certain.status === 'interrupted') {
      this.host.services.defer(() => void this.#tellInterruption().then(finish));
    } else finish();
  }

  async #outcome(): Promise<TurnOutcome> {
    try {
      this.#recordStart();
      return await this.work();
    } catch (thrown) {
      if (this.#interruption !== null) return { status: 'interrupted', reason: this.#interruption };
      if (thrown instanceof WorkStopped) return { status: 'interrupted', reason: 'interrupted' };
      const error = thrown instanceof WorkFailed ? thrown.error : turnError(messageOf(thrown), 'other');
      return { status: 'failed', error };
    }
  }

  async #tellInterruption(): Promise<void> {
    const { turnId, settings, host } = this;
    const { signal } = new AbortController();
    await host.hooks.run({ event: 'interrupt', turnId, settings, subject: null, told: {}, signal });
  }

  #recordStart(): void {
    const { turnId, host } = this;
    const contextWindow = reportedContextWindow(
      host.services.catalog.facts(this.settings.model),
      this.settings,
    );
    host.record([{ type: 'turnStarted', turnId, at: this.now(), contextWindow }]);
  }

  #recordEnd(outcome: TurnOutcome): void {
    const { turnId, host } = this;
    const at = this.now();
    if (outcome.status === 'interrupted') {
      host.record([{ type: 'turnAborted', turnId, reason: outcome.reason, at }]);
      return;
    }
    if (outcome.status === 'failed') host.record([{ type: 'turnFailed', turnId, error: outcome.error, at }]);
    const last = outcome.status === 'completed' ? this.lastMessage : null;
    const lastAgentMessage = last?.type === 'agentMessage' ? last.text : null;
    host.record([{ type: 'turnCompleted', turnId, lastAgentMessage, at }]);
  }

  #announceEnd(outcome: TurnOutcome): void {
    const { turnId, host } = this;
    host.turnEnding(outcome);
    if (outcome.status === 'failed' && !this.hasToldFailure) {
      host.emit({ type: 'turnError', turnId, error: outcome.error, willRetry: false });
    }
    const last = this.lastMessage;
    const hasSummary =
      last !== null &&
      outcome.status === 'completed' &&
      host.services.behaviour.turnCompletedCarriesLastMessage;
    const view: Turn = hasSummary ? { ...this.#view(), items: [last], itemsView: 'summary' } : this.#view();
    host.emit({ type: 'turnCompleted', turn: endedTurn(view, outcome) });
    host.turnEnded(turnId);
    this.#ended.resolve(outcome);
  }

  /** Whether clients have heard of the failure already. */
  protected get hasToldFailure(): boolean {
    return false;
  }

  #view(): Turn {
    const known = this.host.history.turn(this.turnId) ?? acceptedTurn(this.turnId);
    return { ...known, items: [], itemsView: 'notLoaded' };
  }
}
