// The thread as its reviewer's turn sees it: a history of its own, and an audience that is told the reviewer's steps
// under the review's turn, but not what it says or uses.

import type { ThreadEvent } from '../events.js';
import { NO_HOOKS, ThreadHooks } from '../hooks/thread-hooks.js';
import type { HistoryRecord } from '../records.js';
import { ThreadHistory } from '../thread/history.js';
import type { TurnContext } from '../turn/model-request.js';
import { RawNews } from '../turn/raw-news.js';
import type { TurnHost } from '../turn/turn-host.js';
import type { TurnOutcome } from '../turn/turn-state.js';

export class ReviewerHost implements TurnHost {
  readonly subagent = 'review';
  readonly dynamicTools = [];
  readonly goal = null;
  readonly guardian = null;
  readonly offeredSkills = null;
  readonly offeredPlugins = null;
  readonly agents = null;
  readonly team = null;
  readonly realtime = { agentWords: null };
  readonly history = new ThreadHistory();
  readonly raw: RawNews;
  /** Never opened: a review runs none. */
  readonly hooks: ThreadHooks;
  context: TurnContext | null = null;
  remindedAt: number | null = null;
  readonly #thread: TurnHost;
  readonly #reviewId: string;

  constructor(thread: TurnHost, reviewId: string) {
    this.#thread = thread;
    this.#reviewId = reviewId;
    const { threadId, services } = thread;
    const rest = { path: () => null, agent: null, clock: services.clock, saysMore: false };
    const tells = { emit: () => {}, warn: () => {}, hear: () => {} };
    this.hooks = new ThreadHooks({ threadId, ...rest, ...tells }, NO_HOOKS);
    this.raw = new RawNews({
      isWanted: thread.raw.isWanted,
      tellsMore: services.behaviour.rawEventsSayMore,
      newId: () => services.newId(),
      emit: (event) => this.emit(event),
    });
  }

  get services() {
    return this.#thread.services;
  }

  get threadId() {
    return this.#thread.threadId;
  }

  get sessionId() {
    return this.#thread.sessionId;
  }

  get originator() {
    return this.#thread.originator;
  }

  get elicitations() {
    return this.#thread.elicitations;
  }

  get rateLimits() {
    return this.#thread.rateLimits;
  }

  set rateLimits(limits) {
    this.#thread.rateLimits = limits;
  }

  /** What people saw is the thread's to keep, what the model saw is the reviewer's alone. */
  record(records: readonly HistoryRecord[]): void {
    for (const record of records) {
      this.history.apply(record);
      if (record.type === 'modelItem') this.raw.item(record.turnId, record.item);
      if (record.type !== 'itemCompleted' || record.item.type === 'agentMessage') continue;
      this.#thread.record([{ ...record, turnId: this.#reviewId }]);
    }
  }

  sync(): Promise<void> {
    return this.#thread.sync();
  }

  emit(event: ThreadEvent): void {
    const turnId = this.#reviewId;
    switch (event.type) {
      case 'turnStarted':
        // Under the reviewer's own id, as the real servers tell it.
        this.#thread.emit({ ...event, turn: { ...event.turn, rootTurnId: turnId } });
        return;
      case 'itemCompleted':
        if (event.item.type !== 'agentMessage') this.#thread.emit({ ...event, turnId });
        return;
      case 'turnCompleted':
      case 'agentMessageDelta':
      case 'tokenUsage':
      case 'rateLimits':
        return;
      default:
        this.#thread.emit('turnId' in event ? { ...event, turnId } : event);
    }
  }

  turnStarting(): void {
    this.#thread.turnStarting();
  }

  turnEnding(outcome: TurnOutcome): void {
    if (outcome.status === 'failed') this.#thread.markFailed();
  }

  turnEnded(turnId: string): void {
    this.#thread.turnEnded(turnId);
  }

  markFailed(): void {
    this.#thread.markFailed();
  }

  /** Nobody reads what the reviewer says; the review itself is marked. */
  markUnread(): void {}

  ask(_turnId: string, question: Parameters<TurnHost['ask']>[1]): ReturnType<TurnHost['ask']> {
    return this.#thread.ask(this.#reviewId, question);
  }
}
