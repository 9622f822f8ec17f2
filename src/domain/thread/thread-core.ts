// What a loaded thread keeps and tells: log and history, status, what is unread, what the model has been told. The
// host of its turns; live-thread.ts decides which of them run.

import type { RateLimitSnapshot, ThreadStatus } from '../../protocol/index.js';
import type { EventSink, ThreadEvent } from '../events.js';
import type { PendingQuestions } from '../hub/pending-requests.js';
import type { ThreadLog, ToolContext } from '../ports.js';
import type { HistoryRecord, ThreadMeta } from '../records.js';
import type { ThreadSettings } from '../settings.js';
import type { TurnContext } from '../turn/model-request.js';
import type { TurnHost, TurnServices } from '../turn/turn-host.js';
import type { TurnOutcome } from '../turn/turn-machine.js';
import type { ThreadHistory } from './history.js';
import { deriveStatus, isSameStatus } from './status.js';

/** What every thread of an agent shares. */
export interface ThreadServices extends TurnServices {
  readonly sink: EventSink;
  readonly pending: PendingQuestions;
  /** Told when a thread has nothing left to do. */
  onIdle(threadId: string): void;
}

export interface LoadedThread {
  readonly meta: ThreadMeta;
  /** Null for a thread that is not kept. */
  readonly log: ThreadLog | null;
  readonly settings: ThreadSettings;
  readonly originator: string;
  readonly history: ThreadHistory;
  readonly name: string | null;
  /** Unix milliseconds. */
  readonly updatedAt: number;
  /** Nobody has anything to read in it: it was made just now. */
  readonly isNew: boolean;
}

/** What the core asks of the one who runs the turns. */
export interface TurnSchedule {
  /** Whether a turn runs that clients know of. */
  isRunning(): boolean;
  /** The turn that ran has come to its end; the next one takes its place. */
  advance(): void;
  /** Whether there is nothing left to run. */
  isEmpty(): boolean;
}

export interface ReadState {
  readonly firstUnreadTurnId: string;
  readonly revision: string;
}

export class ThreadCore implements TurnHost {
  readonly threadId: string;
  readonly originator: string;
  readonly history: ThreadHistory;
  readonly services: ThreadServices;
  context: TurnContext | null;
  rateLimits: RateLimitSnapshot | null = null;
  readonly #schedule: TurnSchedule;
  readonly #log: ThreadLog | null;
  #updatedAt: number;
  #isMaterialized: boolean;
  #isLoaded = true;
  #hasFailed = false;
  #published: ThreadStatus = { type: 'idle' };
  #readState: ReadState | null;

  constructor(services: ThreadServices, loaded: LoadedThread, schedule: TurnSchedule) {
    this.services = services;
    this.threadId = loaded.meta.id;
    this.originator = loaded.originator;
    this.history = loaded.history;
    this.context = toldContext(loaded.history.context, services);
    this.#schedule = schedule;
    this.#log = loaded.log;
    this.#updatedAt = loaded.updatedAt;
    this.#isMaterialized = loaded.history.turns().length > 0;
    const firstUnreadTurnId = loaded.isNew ? null : loaded.history.firstReadableTurnId;
    this.#readState = firstUnreadTurnId === null ? null : { firstUnreadTurnId, revision: services.newId() };
  }

  get path(): string | null {
    return this.#log?.path ?? null;
  }

  /** Unix milliseconds. */
  get updatedAt(): number {
    return this.#updatedAt;
  }

  /** Whether a first turn has made it something to keep. */
  get isMaterialized(): boolean {
    return this.#isMaterialized;
  }

  get readState(): ReadState | null {
    return this.#log === null ? null : this.#readState;
  }

  get status(): ThreadStatus {
    return deriveStatus({
      isLoaded: this.#isLoaded,
      isRunning: this.#schedule.isRunning(),
      flags: this.services.pending.flags(this.threadId),
      hasFailed: this.#hasFailed,
    });
  }

  /** Tells everyone the status when it is another than the last one told. */
  publishStatus(): void {
    const { status, threadId } = this;
    if (isSameStatus(status, this.#published)) return;
    this.#published = status;
    this.services.sink.emit({ scope: 'all', event: { type: 'threadStatusChanged', threadId, status } });
  }

  /** Tells everyone that a stored thread is loaded now. */
  announceLoaded(): void {
    this.#published = { type: 'notLoaded' };
    this.publishStatus();
  }

  /** What was asked for could not be done: until the next turn the status says so. */
  markFailed(): void {
    this.#hasFailed = true;
    this.publishStatus();
  }

  /** Closes the log and tells everyone that the thread is gone. @throws DomainError `storage` */
  async close(): Promise<void> {
    try {
      await this.#log?.close();
    } finally {
      this.#isLoaded = false;
      this.publishStatus();
    }
  }

  emit(event: ThreadEvent): void {
    this.services.sink.emit({ scope: 'thread', threadId: this.threadId, event });
  }

  record(records: readonly HistoryRecord[]): void {
    this.#log?.append(records);
    for (const record of records) this.history.apply(record);
    this.#updatedAt = this.services.clock.now();
    this.#isMaterialized = true;
  }

  async sync(): Promise<void> {
    await this.#log?.sync();
  }

  turnStarting(): void {
    this.#hasFailed = false;
    this.publishStatus();
  }

  turnEnding(outcome: TurnOutcome): void {
    this.#hasFailed = outcome.status === 'failed';
    this.#schedule.advance();
    this.publishStatus();
  }

  turnEnded(turnId: string): void {
    this.services.pending.cancel(this.threadId, turnId);
    if (this.#schedule.isEmpty()) this.services.onIdle(this.threadId);
  }

  markUnread(turnId: string): void {
    if (this.#log === null) return;
    const firstUnreadTurnId = this.#readState?.firstUnreadTurnId ?? turnId;
    const revision = this.services.newId();
    this.#readState = { firstUnreadTurnId, revision };
    if (!this.services.behaviour.readStateChanges) return;
    this.emit({ type: 'readStateChanged', at: this.services.clock.now(), firstUnreadTurnId, revision });
  }

  ask(turnId: string, question: Parameters<ToolContext['ask']>[0]): ReturnType<ToolContext['ask']> {
    const { method, params, flag } = question;
    const announcesEnd = flag !== null;
    return this.services.pending.ask({
      threadId: this.threadId,
      turnId,
      method,
      params,
      flag,
      announcesEnd,
    });
  }
}

/** What a model was told in a log that was read back; the date and the time zone are taken to be today's. */
function toldContext(
  settings: ThreadSettings | null,
  { machine, clock }: ThreadServices,
): TurnContext | null {
  if (settings === null) return null;
  const environment = {
    cwd: settings.cwd,
    shell: machine.shell,
    date: machine.date(clock.now()),
    timezone: machine.timezone(),
  };
  return { settings, environment };
}
