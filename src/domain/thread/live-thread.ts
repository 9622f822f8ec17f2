// A loaded thread: its settings, its history, its log and the turn that runs. Hosts the turn runner; everything a
// caller may do to a thread without waiting happens here.

import type {
  RateLimitSnapshot,
  Thread,
  ThreadStatus,
  ThreadTokenUsage,
  Turn,
} from '../../protocol/index.js';
import type { LiveThread, TurnInput } from '../agent.js';
import { DomainError } from '../errors.js';
import type { EventSink, ThreadEvent } from '../events.js';
import type { PendingQuestions } from '../hub/pending-requests.js';
import type { ThreadLog, ToolContext } from '../ports.js';
import type { HistoryRecord, ThreadMeta } from '../records.js';
import type { SettingsOverrides, ThreadSettings } from '../settings.js';
import { turnError } from '../turn/failure.js';
import type { TurnContext } from '../turn/model-request.js';
import type { TurnHost, TurnServices } from '../turn/turn-host.js';
import type { TurnOutcome } from '../turn/turn-machine.js';
import { TurnRunner } from '../turn/turn-runner.js';
import { acceptedTurn } from '../turn/turn-view.js';
import { assertInputSize, queuedInput } from '../turn/user-content.js';
import type { ThreadHistory } from './history.js';
import { deriveStatus, isSameStatus } from './status.js';
import { viewThread } from './thread-view.js';
import { otherModelWarning, unknownModelWarning } from './warnings.js';

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

export class LiveThreadImpl implements LiveThread, TurnHost {
  readonly id: string;
  readonly threadId: string;
  readonly originator: string;
  readonly history: ThreadHistory;
  readonly services: ThreadServices;
  context: TurnContext | null;
  rateLimits: RateLimitSnapshot | null = null;
  name: string | null;
  readonly #meta: ThreadMeta;
  readonly #log: ThreadLog | null;
  #settings: ThreadSettings;
  #updatedAt: number;
  readonly #sourcePreview: string;
  /** The turn that runs or is ending, and the one that begins when it has ended. */
  #run: TurnRunner | null = null;
  #next: TurnRunner | null = null;
  #isMaterialized: boolean;
  #isLoaded = true;
  #isClosing = false;
  #hasFailed = false;
  #published: ThreadStatus = { type: 'idle' };
  #readState: { firstUnreadTurnId: string; revision: string } | null;

  constructor(services: ThreadServices, loaded: LoadedThread) {
    this.services = services;
    this.id = loaded.meta.id;
    this.threadId = loaded.meta.id;
    this.originator = loaded.originator;
    this.history = loaded.history;
    this.name = loaded.name;
    this.#meta = loaded.meta;
    this.#log = loaded.log;
    this.#settings = loaded.settings;
    this.#updatedAt = loaded.updatedAt;
    this.#sourcePreview = loaded.history.preview;
    this.#isMaterialized = loaded.history.turns().length > 0;
    this.context = toldContext(loaded.history.context, services);
    const firstUnreadTurnId = loaded.isNew ? null : loaded.history.firstReadableTurnId;
    this.#readState = firstUnreadTurnId === null ? null : { firstUnreadTurnId, revision: services.newId() };
  }

  get settings(): ThreadSettings {
    return this.#settings;
  }

  get path(): string | null {
    return this.#log?.path ?? null;
  }

  get isEphemeral(): boolean {
    return this.#log === null;
  }

  /** Whether a first turn has made it something to keep. */
  get isMaterialized(): boolean {
    return this.#isMaterialized;
  }

  get isClosing(): boolean {
    return this.#isClosing;
  }

  get isRunning(): boolean {
    return this.#run !== null;
  }

  get status(): ThreadStatus {
    return deriveStatus({
      isLoaded: this.#isLoaded,
      isRunning: this.#run?.isVisible ?? false,
      flags: this.services.pending.flags(this.id),
      hasFailed: this.#hasFailed,
    });
  }

  get readState(): { firstUnreadTurnId: string; revision: string } | null {
    return this.isEphemeral ? null : this.#readState;
  }

  get tokenUsage(): { turnId: string; usage: ThreadTokenUsage } | null {
    return this.history.usage;
  }

  snapshot(options: { turns: boolean }): Thread {
    return viewThread({
      // As in a log, which takes the git state with the first turn.
      meta: this.#isMaterialized ? this.#meta : { ...this.#meta, git: null },
      path: this.path,
      name: this.name,
      // A thread that is not kept has no preview of its own, only that of the thread it was forked from.
      preview: this.isEphemeral ? this.#sourcePreview : this.history.preview,
      updatedAt: this.#updatedAt,
      status: this.status,
      settings: this.#settings,
      model: null,
      effort: null,
      turns: options.turns ? this.#turns() : [],
    });
  }

  startTurn(input: TurnInput): { turn: Turn; begin: () => void } {
    this.#assertOpen();
    assertInputSize(input.input);
    const hasNewSettings = this.#override(input.overrides);
    const running = this.#takingInput();
    const turnId = this.services.newId();
    const isEmpty = input.input.length === 0;
    if (running !== null) {
      const isPhantom = this.services.behaviour.startDuringTurnAnswersPhantomId;
      if (!isEmpty) running.enqueue(queuedInput(input));
      return this.#accepted(isPhantom ? turnId : running.turnId, () => {
        if (hasNewSettings) this.#announceSettings();
        running.steer();
      });
    }
    if (isEmpty && !this.services.behaviour.emptyInputRunsTurn) {
      return this.#accepted(turnId, () => this.#refuseEmptyInput(turnId));
    }
    if (hasNewSettings) this.#announceSettings();
    if (!this.services.catalog.facts(this.#settings.model).known) this.#warnOfUnknownModel();
    return this.#accepted(turnId, this.#prepare(turnId, input));
  }

  /** What is told of accepted input; work on it begins when it is asked to, at the latest in a later task. */
  #accepted(turnId: string, start: () => void): { turn: Turn; begin: () => void } {
    let hasBegun = false;
    const begin = (): void => {
      if (hasBegun) return;
      hasBegun = true;
      start();
    };
    // An answer that cannot be sent must not leave the thread busy for ever.
    this.services.defer(begin);
    return { turn: acceptedTurn(turnId), begin };
  }

  /** Sets up a turn; it starts now, or when the one before it has ended. */
  #prepare(turnId: string, input: TurnInput): () => void {
    const run = new TurnRunner(this, {
      turnId,
      settings: this.#settings,
      outputSchema: input.outputSchema ?? null,
      input: input.input.length === 0 ? [] : [queuedInput(input)],
    });
    const previous = this.#run;
    if (previous !== null) {
      this.#next = run;
      return () => void previous.ended.then(() => run.begin());
    }
    this.#run = run;
    run.recordNow();
    return () => run.begin();
  }

  steer(input: TurnInput, expectedTurnId: string): { turnId: string } {
    this.#assertOpen();
    assertInputSize(input.input);
    if (expectedTurnId === '') throw new DomainError({ code: 'expectedTurnIdEmpty' });
    if (input.input.length === 0) throw new DomainError({ code: 'inputEmpty' });
    const running = this.#takingInput();
    if (running === null) throw new DomainError({ code: 'noActiveTurn', wanted: 'steer' });
    if (running.turnId !== expectedTurnId) {
      throw new DomainError({
        code: 'turnMismatch',
        wanted: 'steer',
        expected: expectedTurnId,
        actual: running.turnId,
      });
    }
    running.enqueue(queuedInput(input));
    this.services.defer(() => running.steer());
    return { turnId: running.turnId };
  }

  async interrupt(turnId: string): Promise<void> {
    // A second interrupt of the same turn is answered with the first.
    const running = this.#takingInput() ?? (this.#run?.isBeingInterrupted ? this.#run : null);
    if (running === null) throw new DomainError({ code: 'noActiveTurn', wanted: 'interrupt' });
    const isChecked = this.services.behaviour.interruptChecksTurnId && turnId !== '';
    if (isChecked && running.turnId !== turnId) {
      throw new DomainError({
        code: 'turnMismatch',
        wanted: 'interrupt',
        expected: turnId,
        actual: running.turnId,
      });
    }
    // A turn that waits for the one before it cannot end before that one has.
    if (running === this.#next) await this.#run?.ended;
    await running.interrupt('interrupted');
  }

  /** Ends what runs, closes the log and tells everyone that the thread is gone. Safe to call twice. */
  async unload(reason: string): Promise<void> {
    if (this.#isClosing) return;
    this.#isClosing = true;
    while (this.#run !== null) {
      const run = this.#run;
      void run.interrupt(reason);
      await run.ended;
    }
    await this.#log?.close();
    this.#isLoaded = false;
    this.publishStatus();
  }

  /** Resolves when no turn runs. */
  async idle(): Promise<void> {
    while (this.#run !== null) await this.#run.ended;
  }

  /** Tells everyone that a stored thread is loaded now. */
  announceLoaded(): void {
    this.#published = { type: 'notLoaded' };
    this.publishStatus();
  }

  /** Warns whoever joins that another model goes on than the one that was used; `recorded` is that one. */
  warnOfOtherModel(recorded: string): void {
    this.services.defer(() =>
      this.emit({ type: 'threadWarning', message: otherModelWarning(recorded, this.#settings.model) }),
    );
  }

  publishStatus(): void {
    const { status } = this;
    if (isSameStatus(status, this.#published)) return;
    this.#published = status;
    this.services.sink.emit({
      scope: 'all',
      event: { type: 'threadStatusChanged', threadId: this.id, status },
    });
  }

  emit(event: ThreadEvent): void {
    this.services.sink.emit({ scope: 'thread', threadId: this.id, event });
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
    this.#run = this.#next;
    this.#next = null;
    this.publishStatus();
  }

  turnEnded(turnId: string): void {
    this.services.pending.cancel(this.id, turnId);
    if (this.#run === null) this.services.onIdle(this.id);
  }

  markUnread(turnId: string): void {
    if (this.isEphemeral) return;
    const firstUnreadTurnId = this.#readState?.firstUnreadTurnId ?? turnId;
    const revision = this.services.newId();
    this.#readState = { firstUnreadTurnId, revision };
    if (this.services.behaviour.readStateChanges) {
      this.emit({ type: 'readStateChanged', at: this.services.clock.now(), firstUnreadTurnId, revision });
    }
  }

  ask(turnId: string, question: Parameters<ToolContext['ask']>[0]): ReturnType<ToolContext['ask']> {
    const { method, params, flag } = question;
    const announcesEnd = flag !== null;
    return this.services.pending.ask({ threadId: this.id, turnId, method, params, flag, announcesEnd });
  }

  /** Whether anything is other than it was. */
  #override(overrides: SettingsOverrides): boolean {
    const before = JSON.stringify(this.#settings);
    this.#settings = { ...this.#settings, ...overrides };
    return JSON.stringify(this.#settings) !== before;
  }

  #takingInput(): TurnRunner | null {
    if (this.#next !== null) return this.#next;
    return this.#run?.takesInput ? this.#run : null;
  }

  /** Finished turns, and the one that runs with everything it has so far. */
  #turns(): Turn[] {
    const run = this.#run;
    if (run === null) return this.history.turns();
    if (!run.isVisible) return this.history.turns().filter((turn) => turn.id !== run.turnId);
    const turns = this.history.turns(run.turnId);
    return turns.map((turn) =>
      turn.id === run.turnId
        ? {
            ...turn,
            status: 'inProgress',
            items: run.items(this.services.behaviour.snapshotIncludesPartialMessage),
          }
        : turn,
    );
  }

  #refuseEmptyInput(turnId: string): void {
    this.#hasFailed = true;
    this.publishStatus();
    const error = turnError('input must not be empty', 'badRequest');
    this.emit({ type: 'turnError', turnId, error, willRetry: false });
  }

  #announceSettings(): void {
    this.emit({ type: 'settingsUpdated', settings: this.#settings });
  }

  #warnOfUnknownModel(): void {
    this.emit({ type: 'threadWarning', message: unknownModelWarning(this.#settings.model) });
  }

  #assertOpen(): void {
    if (this.#isClosing) throw new DomainError({ code: 'threadClosing', threadId: this.id });
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
