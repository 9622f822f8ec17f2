// What a loaded thread keeps and tells: log and history, status, what is unread, what the model has been told. The
// host of its turns; live-thread.ts decides which of them run.

import type {
  DynamicToolSpec,
  RateLimitSnapshot,
  ThreadReadState,
  ThreadStatus,
  Turn,
} from '../../protocol/index.js';
import type { ThreadAgents } from '../agents/agent-ports.js';
import { helperKind } from '../agents/agent-source.js';
import type { TeamSeat } from '../agents/team-ports.js';
import type { EventSink, ThreadEvent } from '../events.js';
import type { GoalFact } from '../facts/fact-store.js';
import type { ReadReceipts } from '../facts/read-receipts.js';
import type { ReadNotes } from '../facts/thread-notes.js';
import type { GoalKeeper } from '../goal/goal-keeper.js';
import { type ClosableReviewer, NO_REVIEWER, resumedServices } from '../guardian/resumed-review.js';
import type { ReviewerLogs } from '../guardian/reviewer-logs.js';
import { ThreadReviewer } from '../guardian/thread-reviewer.js';
import { type SessionStart, ThreadHooks } from '../hooks/thread-hooks.js';
import type { PendingQuestions } from '../hub/pending-requests.js';
import { choiceIn, type PluginChoice } from '../plugins/plugin-choice.js';
import type { ThreadLog, ToolContext } from '../ports.js';
import { RealtimeConversation, type RealtimeTurns } from '../realtime/realtime-conversation.js';
import type { HistoryRecord, ModelItem, ThreadMeta } from '../records.js';
import type { ThreadSettings } from '../settings.js';
import { turnError } from '../turn/failure.js';
import { developerTextItem, type TurnContext } from '../turn/model-request.js';
import { RawNews } from '../turn/raw-news.js';
import type { TurnHost, TurnServices } from '../turn/turn-host.js';
import type { TurnOutcome } from '../turn/turn-state.js';
import { ElicitationPause } from './elicitation-pause.js';
import { goalOfThread } from './goal-of-thread.js';
import type { ThreadHistory } from './history.js';
import { hookedAgent, sessionStart } from './hooked-session.js';
import { deriveStatus } from './status.js';
import { StatusNews } from './status-news.js';
import { ThreadOffers } from './thread-offers.js';
import { toldContext } from './told-context.js';

/** What every thread of an agent shares. */
export interface ThreadServices extends TurnServices {
  readonly sink: EventSink;
  readonly pending: PendingQuestions;
  readonly readNotes: ReadNotes;
  readonly receipts: ReadReceipts;
  readonly reviewerLogs: ReviewerLogs;
  /** Where a thread's goal is kept; null while threads have none. */
  goalOf(threadId: string): { get(): GoalFact | null; put(fact: GoalFact): void } | null;
  /** Of the log of a loaded thread; null: there is none. */
  pathOf(threadId: string): string | null;
  /** Null where it may have no sub-agents. */
  agentsOf(threadId: string): ThreadAgents | null;
  /** Null for one that is in no team and can have none. */
  teamOf(threadId: string): TeamSeat | null;
  /** Told when a thread has nothing left to do; `ended`: how its last turn did. */
  onIdle(threadId: string, ended: TurnOutcome['status']): void;
  /** Told of what went wrong where nobody waits for an answer. */
  onError(thrown: unknown): void;
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
  /** Whether its clients are told raw items; no by default. */
  readonly rawEvents?: boolean;
  /** It was not stored before. */
  readonly isNew?: true;
}

/** What the core asks of the one who runs the turns. */
export interface TurnSchedule extends RealtimeTurns {
  /** Whether a turn runs that clients know of. */
  isRunning(): boolean;
  /** The turn that ran has come to its end; the next one takes its place. */
  advance(): void;
  /** Whether there is nothing left to run. */
  isEmpty(): boolean;
  /** Tells the model something: in the turn that runs, else before the next one. */
  hear(item: ModelItem): void;
}

export class ThreadCore implements TurnHost {
  readonly threadId: string;
  /** Whether its log has lines without numbers; see ThreadMeta. */
  readonly isLegacy: boolean;
  readonly sessionId: string;
  readonly originator: string;
  readonly subagent: string | null;
  readonly dynamicTools: readonly DynamicToolSpec[];
  readonly history: ThreadHistory;
  readonly services: ThreadServices;
  readonly elicitations: ElicitationPause;
  readonly goal: GoalKeeper | null;
  readonly guardian: ClosableReviewer;
  readonly hooks: ThreadHooks;
  readonly raw: RawNews;
  readonly statusNews: StatusNews;
  readonly realtime: RealtimeConversation;
  readonly offers: ThreadOffers;
  context: TurnContext | null;
  rateLimits: RateLimitSnapshot | null = null;
  remindedAt: number | null = null;
  readonly #schedule: TurnSchedule;
  readonly #log: ThreadLog | null;
  #updatedAt: number;
  #isMaterialized: boolean;
  readonly #start: SessionStart;
  #isLoaded = true;
  #toolsOpened: Promise<() => void> | null = null;
  #config: Readonly<Record<string, unknown>> | null = null;
  /** The plug-ins of its last turn, or those it was loaded with. */
  #choice: PluginChoice;
  #hasFailed = false;
  #ended: TurnOutcome['status'] = 'completed';

  constructor(services: ThreadServices, loaded: LoadedThread, schedule: TurnSchedule) {
    const isReview = loaded.meta.reviewOf !== undefined;
    this.services = isReview ? resumedServices(services, loaded.meta.id) : services;
    this.guardian = isReview ? NO_REVIEWER : new ThreadReviewer(this);
    this.elicitations = new ElicitationPause(services.clock);
    this.threadId = loaded.meta.id;
    this.statusNews = new StatusNews(this.threadId, services.sink, () => this.status);
    this.isLegacy = loaded.meta.historyMode === 'legacy';
    this.sessionId = loaded.meta.sessionId ?? loaded.meta.id;
    this.originator = loaded.originator;
    this.subagent = helperKind(loaded.meta);
    this.dynamicTools = loaded.meta.dynamicTools ?? [];
    this.history = loaded.history;
    this.context = toldContext(loaded.history, services);
    this.offers = new ThreadOffers(this.services);
    this.#choice = choiceIn(loaded.settings);
    this.#schedule = schedule;
    this.#log = loaded.log;
    this.#updatedAt = loaded.updatedAt;
    this.realtime = new RealtimeConversation(this, schedule);
    const { history, log } = loaded;
    this.#isMaterialized = log?.isBegun === true || history.turns().length > 0 || history.preview !== '';
    this.#start = sessionStart(loaded, { hasHistory: this.#isMaterialized, ...services });
    this.goal = goalOfThread(this.threadId, {
      kept: log === null ? null : services.goalOf(this.threadId),
      clock: services.clock,
      history,
      announce: (turnId, goal) => this.emit({ type: 'goalUpdated', turnId, goal }),
    });
    this.raw = new RawNews({
      isWanted: loaded.rawEvents ?? false,
      tellsMore: services.behaviour.rawEventsSayMore,
      newId: () => services.newId(),
      emit: (event) => this.emit(event),
    });
    this.hooks = new ThreadHooks(
      {
        threadId: this.threadId,
        path: () => this.path,
        clock: services.clock,
        saysMore: services.behaviour.hooksSayMore,
        agent: hookedAgent(loaded.meta, services),
        emit: (event) => this.emit(event),
        warn: (message) => this.warn(message),
        hear: (text) => schedule.hear(developerTextItem(text)),
      },
      services.hooks,
    );
  }

  get agents(): ThreadAgents | null {
    return this.services.agentsOf(this.threadId);
  }

  get team(): TeamSeat | null {
    return this.services.teamOf(this.threadId);
  }

  get path(): string | null {
    return this.#log?.path ?? null;
  }

  /** Unix milliseconds. */
  get updatedAt(): number {
    return this.#updatedAt;
  }

  /** Whether a first turn, or what was done to it, has made it something to keep. */
  get isMaterialized(): boolean {
    return this.#isMaterialized;
  }

  /** Null while there is nothing to keep. */
  get readState(): ThreadReadState | null {
    return this.#log === null || !this.#isMaterialized ? null : this.services.receipts.of(this.threadId);
  }

  get status(): ThreadStatus {
    return deriveStatus({
      isLoaded: this.#isLoaded,
      isRunning: this.#schedule.isRunning(),
      flags: this.services.pending.flags(this.threadId),
      hasFailed: this.#hasFailed,
    });
  }

  publishStatus(): void {
    this.statusNews.publish();
  }

  /** What was asked for could not be done: until the next turn the status says so. */
  markFailed(): void {
    this.#hasFailed = true;
    this.publishStatus();
  }

  /** What was asked for under `turnId` cannot be done: clients are told, and until the next turn the status says so. */
  refuse(turnId: string, message: string): void {
    this.markFailed();
    const error = turnError(message, 'badRequest');
    this.emit({ type: 'turnError', turnId, error, willRetry: false });
  }

  /**
   * Starts what the thread's tools need, once; what it returns tells of it. `config` holds overrides of this thread
   * alone. @throws DomainError when something does not start that must
   */
  async openTools(
    config: Readonly<Record<string, unknown>> | null,
    settings: () => ThreadSettings,
  ): Promise<() => void> {
    if (this.#toolsOpened !== null) {
      await this.#toolsOpened;
      return () => {};
    }
    this.#config = config;
    const { threadId, services } = this;
    const { cwd } = settings();
    const opening = Promise.all([
      services.tools.open({
        threadId,
        cwd,
        config,
        settings,
        emit: (event) => this.emit(event),
        ask: (question) => this.ask('', question),
      }),
      this.hooks.open({ cwd, config, ...choiceIn(settings()) }, this.#start),
      this.offers.refresh(settings()),
    ]);
    this.#toolsOpened = opening.then(([tell, warnings]) => () => {
      for (const warning of warnings) this.warn(warning);
      tell();
    });
    return this.#toolsOpened;
  }

  /** Settings that a client changed, with what is to be told in their folder where that is another than before. */
  moved(before: ThreadSettings, next: ThreadSettings): ThreadSettings {
    const { behaviour, instructions } = this.services;
    const hasMoved = next.cwd !== before.cwd || next.environments !== before.environments;
    if (!hasMoved || !behaviour.projectInstructionsFollowFolder) return next;
    return { ...next, projectInstructions: instructions(next.cwd, this.#config) };
  }

  /** Closes the log and tells everyone that the thread is gone. @throws DomainError `storage` */
  async close(): Promise<void> {
    this.realtime.close();
    try {
      await this.hooks.end({ ...this.#schedule.settings(), ...this.#choice });
      await this.guardian.close();
      await this.services.tools.release(this.threadId);
      await this.#log?.close();
    } finally {
      this.#isLoaded = false;
      this.publishStatus();
    }
  }

  emit(event: ThreadEvent): void {
    this.services.sink.emit({ scope: 'thread', threadId: this.threadId, event });
    this.realtime.observe(event);
  }

  warn(message: string): void {
    this.emit({ type: 'threadWarning', message });
  }

  record(records: readonly HistoryRecord[]): void {
    this.#log?.append(records);
    for (const record of records) {
      this.history.apply(record);
      if (record.type === 'modelItem') this.raw.item(record.turnId, record.item);
    }
    this.#updatedAt = this.services.clock.now();
    this.#isMaterialized = true;
  }

  /** Makes it something to keep, in versions that do so for what is about to be done to it. @throws DomainError `storage` */
  keep(): void {
    if (this.#log === null || this.#isMaterialized || !this.services.behaviour.filingKeepsThreads) return;
    this.#log.begin();
    this.#isMaterialized = true;
  }

  /** Takes back this turn and all after it: in the log by going on in another file, else by a record. */
  async takeBack(turnId: string): Promise<void> {
    const { history } = this;
    if (await this.#log?.cutBefore(turnId)) {
      history.cutBefore(turnId);
      this.#updatedAt = this.services.clock.now();
      return;
    }
    const before = history.usageBefore(turnId);
    if (before !== null) this.record([{ type: 'tokenUsage', ...before, rateLimits: this.rateLimits }]);
    this.record([{ type: 'rolledBack', numTurns: history.turnsFrom(turnId) }]);
  }

  /** What was told in turns that are gone is told no more. */
  forgetContext(): void {
    this.context = toldContext(this.history, this.services);
  }

  async sync(): Promise<void> {
    await this.#log?.sync();
  }

  turnStarted(turn: Turn, settings: ThreadSettings): void {
    this.#hasFailed = false;
    this.#choice = choiceIn(settings);
    this.publishStatus();
    this.emit({ type: 'turnStarted', turn });
    this.services.tools.turnStarted(this.threadId, settings);
  }

  turnEnding(outcome: TurnOutcome): void {
    this.#hasFailed = outcome.status === 'failed';
    this.#ended = outcome.status;
    this.#schedule.advance();
    this.publishStatus();
  }

  turnEnded(turnId: string): void {
    this.services.pending.cancel(this.threadId, turnId);
    this.services.tools.turnEnded(this.threadId, turnId);
    if (this.#schedule.isEmpty()) this.services.onIdle(this.threadId, this.#ended);
  }

  markUnread(turnId: string): void {
    if (this.#log === null || !this.services.behaviour.readStateChanges) return;
    // Nobody is called before the goal's last turn.
    if (this.goal?.holdsUnread(this.#schedule.settings())) return;
    const { receipts, onError } = this.services;
    try {
      const readState = receipts.markUnread(this.threadId, turnId);
      this.emit({ type: 'readStateChanged', readState });
    } catch (thrown) {
      // What cannot be kept is not told; the turn ends all the same.
      onError(thrown);
    }
  }

  /** The first unread turn may be gone; then nothing is unread. */
  forgetUnread(): void {
    const { receipts, behaviour } = this.services;
    const first = receipts.of(this.threadId).firstUnread;
    if (!behaviour.readStateChanges || first?.type !== 'turn') return;
    if (this.history.turn(first.turnId) !== null) return;
    this.emit({ type: 'readStateChanged', readState: receipts.update(this.threadId, 'read', null) });
  }

  ask(turnId: string, question: Parameters<ToolContext['ask']>[0]): ReturnType<ToolContext['ask']> {
    const { method, params, flag, onAsking } = question;
    const announcesEnd = flag !== null;
    return this.services.pending.ask({
      threadId: this.threadId,
      turnId,
      method,
      params,
      flag,
      announcesEnd,
      ...(onAsking === undefined ? {} : { onAsking }),
    });
  }
}
