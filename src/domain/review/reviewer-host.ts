// The thread as its reviewer's turn sees it: a history of its own, and an audience that is told the reviewer's steps
// under the review's turn, but not what it says or uses.

import type { Turn } from '../../protocol/index.js';
import type { ThreadEvent } from '../events.js';
import type { HistoryRecord } from '../records.js';
import type { ThreadSettings } from '../settings.js';
import { AttendantHost } from '../turn/attendant-host.js';
import { RawNews } from '../turn/raw-news.js';
import type { TurnHost } from '../turn/turn-host.js';
import type { TurnOutcome } from '../turn/turn-state.js';

export class ReviewerHost extends AttendantHost implements TurnHost {
  readonly subagent = 'review';
  readonly raw: RawNews;
  readonly #reviewId: string;

  constructor(thread: TurnHost, reviewId: string) {
    super(thread, thread.threadId);
    this.#reviewId = reviewId;
    const { services } = thread;
    this.raw = new RawNews({
      isWanted: thread.raw.isWanted,
      tellsMore: services.behaviour.rawEventsSayMore,
      newId: () => services.newId(),
      emit: (event) => this.emit(event),
    });
  }

  /** What people saw is the thread's to keep, what the model saw is the reviewer's alone. */
  record(records: readonly HistoryRecord[]): void {
    for (const record of records) {
      this.history.apply(record);
      if (record.type === 'modelItem') this.raw.item(record.turnId, record.item);
      if (record.type !== 'itemCompleted' || record.item.type === 'agentMessage') continue;
      this.thread.record([{ ...record, turnId: this.#reviewId }]);
    }
  }

  sync(): Promise<void> {
    return this.thread.sync();
  }

  emit(event: ThreadEvent): void {
    const turnId = this.#reviewId;
    switch (event.type) {
      case 'itemCompleted':
        if (event.item.type !== 'agentMessage') this.thread.emit({ ...event, turnId });
        return;
      case 'turnCompleted':
      case 'agentMessageDelta':
      case 'tokenUsage':
      case 'rateLimits':
        return;
      default:
        this.thread.emit('turnId' in event ? { ...event, turnId } : event);
    }
  }

  /** Under the reviewer's own id, as the real servers tell it. */
  turnStarted(turn: Turn, settings: ThreadSettings): void {
    this.thread.turnStarted({ ...turn, rootTurnId: this.#reviewId }, settings);
  }

  turnEnding(outcome: TurnOutcome): void {
    if (outcome.status === 'failed') this.thread.markFailed();
  }

  turnEnded(turnId: string): void {
    this.thread.turnEnded(turnId);
  }

  markFailed(): void {
    this.thread.markFailed();
  }

  ask(_turnId: string, question: Parameters<TurnHost['ask']>[1]): ReturnType<TurnHost['ask']> {
    return this.thread.ask(this.#reviewId, question);
  }
}
