// A loaded thread as callers see it: its settings, its snapshot, and which turn runs. Everything that may be done to a
// thread without waiting happens here; what it keeps and tells stands in thread-core.ts.

import type { Thread, ThreadTokenUsage, Turn } from '../../protocol/index.js';
import type { LiveThread, TurnInput } from '../agent.js';
import { DomainError } from '../errors.js';
import type { ThreadMeta } from '../records.js';
import { type SettingsOverrides, type ThreadSettings, withOverrides } from '../settings.js';
import { turnError } from '../turn/failure.js';
import { TurnRunner } from '../turn/turn-runner.js';
import { acceptedTurn } from '../turn/turn-view.js';
import { assertInputSize, queuedInput } from '../turn/user-content.js';
import { type LoadedThread, type ReadState, ThreadCore, type ThreadServices } from './thread-core.js';
import { viewThread } from './thread-view.js';
import { otherModelWarning, unknownModelWarning } from './warnings.js';

export class LiveThreadImpl implements LiveThread {
  readonly id: string;
  name: string | null;
  readonly #services: ThreadServices;
  readonly #core: ThreadCore;
  readonly #meta: ThreadMeta;
  readonly #sourcePreview: string;
  #settings: ThreadSettings;
  /** The turn that runs or is ending, and the one that begins when it has ended. */
  #run: TurnRunner | null = null;
  #next: TurnRunner | null = null;
  #unloading: Promise<void> | null = null;

  constructor(services: ThreadServices, loaded: LoadedThread) {
    this.id = loaded.meta.id;
    this.name = loaded.name;
    this.#services = services;
    this.#meta = loaded.meta;
    this.#sourcePreview = loaded.history.preview;
    this.#settings = loaded.settings;
    this.#core = new ThreadCore(services, loaded, {
      isRunning: () => this.#run?.isVisible ?? false,
      isEmpty: () => this.#run === null,
      advance: () => {
        this.#run = this.#next;
        this.#next = null;
      },
    });
  }

  get settings(): ThreadSettings {
    return this.#settings;
  }

  get path(): string | null {
    return this.#core.path;
  }

  get isEphemeral(): boolean {
    return this.path === null;
  }

  /** Whether a first turn has made it something to keep. */
  get isMaterialized(): boolean {
    return this.#core.isMaterialized;
  }

  get isClosing(): boolean {
    return this.#unloading !== null;
  }

  get isRunning(): boolean {
    return this.#run !== null;
  }

  get readState(): ReadState | null {
    return this.#core.readState;
  }

  get tokenUsage(): { turnId: string; usage: ThreadTokenUsage } | null {
    return this.#core.history.usage;
  }

  snapshot(options: { turns: boolean }): Thread {
    const core = this.#core;
    return viewThread({
      // As in a log, which takes the git state with the first turn.
      meta: core.isMaterialized ? this.#meta : { ...this.#meta, git: null },
      path: core.path,
      name: this.name,
      // A thread that is not kept has no preview of its own, only that of the thread it was forked from.
      preview: this.isEphemeral ? this.#sourcePreview : core.history.preview,
      updatedAt: core.updatedAt,
      status: core.status,
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
    const turnId = this.#services.newId();
    const isEmpty = input.input.length === 0;
    if (running !== null) {
      const isPhantom = this.#services.behaviour.startDuringTurnAnswersPhantomId;
      if (!isEmpty) running.enqueue(queuedInput(input));
      return this.#accepted(isPhantom ? turnId : running.turnId, () => {
        if (hasNewSettings) this.#announceSettings();
        running.steer();
      });
    }
    if (isEmpty && !this.#services.behaviour.emptyInputRunsTurn) {
      return this.#accepted(turnId, () => this.#refuseEmptyInput(turnId));
    }
    if (hasNewSettings) this.#announceSettings();
    if (!this.#services.catalog.facts(this.#settings.model).known) {
      this.#warn(unknownModelWarning(this.#settings.model));
    }
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
    this.#services.defer(begin);
    return { turn: acceptedTurn(turnId), begin };
  }

  /** Sets up a turn; it starts now, or when the one before it has ended. */
  #prepare(turnId: string, input: TurnInput): () => void {
    const run = new TurnRunner(this.#core, {
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
    this.#services.defer(() => running.steer());
    return { turnId: running.turnId };
  }

  async interrupt(turnId: string): Promise<void> {
    // A second interrupt of the same turn is answered with the first.
    const running = this.#takingInput() ?? (this.#run?.isBeingInterrupted ? this.#run : null);
    if (running === null) throw new DomainError({ code: 'noActiveTurn', wanted: 'interrupt' });
    const isChecked = this.#services.behaviour.interruptChecksTurnId && turnId !== '';
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

  /** Ends what runs, closes the log and tells everyone that the thread is gone. Calls share one end. */
  unload(reason: string): Promise<void> {
    this.#unloading ??= this.#end(reason);
    return this.#unloading;
  }

  /** Resolves when no turn runs. */
  async idle(): Promise<void> {
    while (this.#run !== null) await this.#run.ended;
  }

  /** Tells everyone that a stored thread is loaded now. */
  announceLoaded(): void {
    this.#core.announceLoaded();
  }

  /** Tells everyone the status when it is another than the last one told. */
  publishStatus(): void {
    this.#core.publishStatus();
  }

  /** Warns whoever joins that another model goes on than the one that was used; `recorded` is that one. */
  warnOfOtherModel(recorded: string): void {
    this.#services.defer(() => this.#warn(otherModelWarning(recorded, this.#settings.model)));
  }

  async #end(reason: string): Promise<void> {
    while (this.#run !== null) {
      const run = this.#run;
      void run.interrupt(reason);
      await run.ended;
    }
    await this.#core.close();
  }

  /** Whether anything is other than it was. */
  #override(overrides: SettingsOverrides): boolean {
    const before = JSON.stringify(this.#settings);
    this.#settings = withOverrides(this.#settings, overrides);
    return JSON.stringify(this.#settings) !== before;
  }

  #takingInput(): TurnRunner | null {
    if (this.#next !== null) return this.#next;
    return this.#run?.takesInput ? this.#run : null;
  }

  /** Finished turns, and the one that runs with everything it has so far. */
  #turns(): Turn[] {
    const run = this.#run;
    if (run === null) return this.#core.history.turns();
    if (!run.isVisible) return this.#core.history.turns().filter((turn) => turn.id !== run.turnId);
    const turns = this.#core.history.turns(run.turnId);
    return turns.map((turn) =>
      turn.id === run.turnId
        ? {
            ...turn,
            status: 'inProgress',
            items: run.items(this.#services.behaviour.snapshotIncludesPartialMessage),
          }
        : turn,
    );
  }

  #refuseEmptyInput(turnId: string): void {
    this.#core.markFailed();
    const error = turnError('input must not be empty', 'badRequest');
    this.#core.emit({ type: 'turnError', turnId, error, willRetry: false });
  }

  #announceSettings(): void {
    this.#core.emit({ type: 'settingsUpdated', settings: this.#settings });
  }

  #warn(message: string): void {
    this.#core.emit({ type: 'threadWarning', message });
  }

  #assertOpen(): void {
    if (this.isClosing) throw new DomainError({ code: 'threadClosing', threadId: this.id });
  }
}
