// A loaded thread as callers see it: its settings, its snapshot, and which turn runs. Everything that may be done to a
// thread without waiting happens here; what it keeps and tells stands in thread-core.ts.

import type {
  ReviewTarget,
  Thread,
  ThreadGoal,
  ThreadItem,
  ThreadReadState,
  ThreadTokenUsage,
  Turn,
} from '../../protocol/index.js';
import type { LiveThread, TurnInput } from '../agent.js';
import { DomainError } from '../errors.js';
import type { GoalKeeper } from '../goal/goal-keeper.js';
import { type OnDemandReview, reviewLastCall } from '../guardian/on-demand.js';
import type { Terminals } from '../ports.js';
import type { RealtimeConversation } from '../realtime/realtime-conversation.js';
import type { ModelItem, ThreadMeta } from '../records.js';
import { ReviewRunner } from '../review/review-runner.js';
import { checkedTarget, labelOf } from '../review/review-target.js';
import { tierWith } from '../service-tier.js';
import { type SettingsOverrides, type ThreadSettings, withOverrides } from '../settings.js';
import { CompactionRunner } from '../turn/compaction-runner.js';
import { TurnRunner } from '../turn/turn-runner.js';
import { acceptedTurn } from '../turn/turn-view.js';
import { assertInput, queuedInput } from '../turn/user-content.js';
import { UserShellRunner } from '../turn/user-shell-runner.js';
import type { ElicitationPause } from './elicitation-pause.js';
import { showLate } from './late-item.js';
import { type Sample, type SampleRequest, sample as sampleOf } from './sample.js';
import { shownTurns } from './shown-turns.js';
import { steeredTurn, turnMismatch } from './steered-turn.js';
import { type LoadedThread, ThreadCore, type ThreadServices } from './thread-core.js';
import { injectItems, revertBefore, rollBack } from './thread-edits.js';
import { takesDirectInput, viewThread } from './thread-view.js';
import { TurnQueue } from './turn-queue.js';
import { lackingTierWarning, otherModelWarning, turnWarnings } from './warnings.js';

const NO_INPUT: TurnInput = { input: [], clientUserMessageId: null, overrides: {}, outputSchema: null };

export class LiveThreadImpl implements LiveThread {
  readonly id: string;
  name: string | null;
  /** What its log says it ran with, until somebody has been told; null: nothing. */
  recordedModel: string | null = null;
  readonly #services: ThreadServices;
  readonly core: ThreadCore;
  readonly meta: ThreadMeta;
  readonly #sourcePreview: string;
  #settings: ThreadSettings;
  readonly #turns = new TurnQueue();
  #unloading: Promise<void> | null = null;
  readonly realtime: RealtimeConversation;

  constructor(services: ThreadServices, loaded: LoadedThread) {
    this.id = loaded.meta.id;
    this.name = loaded.name;
    this.#services = services;
    this.meta = loaded.meta;
    this.#sourcePreview = loaded.history.preview;
    this.#settings = loaded.settings;
    this.core = new ThreadCore(services, loaded, {
      isRunning: () => this.#turns.current?.isVisible ?? false,
      isEmpty: () => this.#turns.current === null,
      advance: () => this.#turns.advance(),
      settings: () => this.#settings,
      hear: (item) => this.hear(item),
      startTurn: (input) => this.startTurn(input),
    });
    this.realtime = this.core.realtime;
  }

  get settings(): ThreadSettings {
    return this.#settings;
  }

  get serviceTier(): string | null {
    const { model, serviceTier } = this.#settings;
    return tierWith(serviceTier, this.#services.catalog.facts(model));
  }

  get path(): string | null {
    return this.core.path;
  }

  get isEphemeral(): boolean {
    return this.path === null;
  }

  get isMaterialized(): boolean {
    return this.core.isMaterialized;
  }

  get isClosing(): boolean {
    return this.#unloading !== null;
  }

  reviewLastCall(signal: AbortSignal): Promise<OnDemandReview> {
    return reviewLastCall(this.core, { settings: this.#settings, isBusy: this.isRunning, signal });
  }

  get isRunning(): boolean {
    return this.#turns.current !== null;
  }

  get goal(): GoalKeeper | null {
    return this.core.goal;
  }

  get readState(): ThreadReadState | null {
    return this.core.readState;
  }

  get tokenUsage(): { turnId: string; usage: ThreadTokenUsage } | null {
    return this.core.history.usage;
  }

  snapshot(options: { turns: boolean }): Thread {
    const core = this.core;
    return viewThread({
      // As in a log, which takes the git state with the first turn.
      meta: core.isMaterialized && !this.isEphemeral ? this.meta : { ...this.meta, git: null },
      path: core.path,
      name: this.name,
      // A thread that is not kept has no preview of its own, only that of the thread it was forked from.
      preview: this.isEphemeral ? this.#sourcePreview : core.history.preview,
      updatedAt: core.updatedAt,
      status: core.status,
      settings: this.#settings,
      model: null,
      effort: null,
      turns: options.turns ? shownTurns(core, this.#turns.current) : [],
      readNotes: this.#services.readNotes,
      takesInput: takesDirectInput(this.meta, this.#services.behaviour),
    });
  }

  startTurn(input: TurnInput): { turn: Turn; begin: () => void } {
    this.assertDirect();
    assertInput(input, this.#services.behaviour);
    this.#assertTakesInput();
    const hasNewSettings = this.#override(input.overrides);
    this.goal?.resumeWork();
    const running = this.#turns.takingInput;
    const turnId = this.#services.newId();
    const queued = queuedInput(input);
    if (running !== null) {
      const isPhantom = this.#services.behaviour.startDuringTurnAnswersPhantomId;
      if (queued !== null) running.enqueue(queued);
      return this.#accepted(isPhantom ? turnId : running.turnId, () => {
        if (hasNewSettings) this.#announceSettings();
        running.steer();
      });
    }
    if (queued === null && !this.#services.behaviour.emptyInputRunsTurn) {
      return this.#accepted(turnId, () => this.core.refuse(turnId, 'input must not be empty'));
    }
    if (hasNewSettings) this.#announceSettings();
    for (const text of turnWarnings(this.#settings, this.#services)) this.core.warn(text);
    const opening = this.goal?.opening(this.#settings) ?? [];
    return this.#accepted(turnId, this.#prepare(turnId, input, opening));
  }

  /** Runs a turn for the goal when there is one to go on with and nothing else runs. Whether it does. */
  pursueGoal(): boolean {
    const opening = this.isRunning || this.isClosing ? null : this.goal?.continuation(this.#settings);
    return opening ? this.takeUp(opening) : false;
  }

  /** Runs a turn for what the model alone is told, unless something else runs. Whether it does. */
  takeUp(opening: readonly ModelItem[], rootTurnId?: string): boolean {
    if (this.isRunning || this.isClosing) return false;
    const input = rootTurnId === undefined ? NO_INPUT : { ...NO_INPUT, rootTurnId };
    this.#prepare(this.#services.newId(), input, opening)();
    return true;
  }

  /** Shows an item of a turn of its own that runs or is over. @throws DomainError `storage` */
  showItem(turnId: string, item: ThreadItem): void {
    const run = this.#turns.current;
    if (run instanceof TurnRunner && run.turnId === turnId && run.takesInput) run.showItem(item);
    else showLate(this.core, turnId, item);
  }

  tellModel(item: ModelItem): void {
    const run = this.#turns.takingInput;
    if (run instanceof TurnRunner) run.hear(item);
  }

  recordGoal(goal: ThreadGoal): void {
    this.core.record([{ type: 'goalSet', goal, at: this.#services.clock.now() }]);
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

  /** Tells the model something: in the turn that runs, else before the next one. */
  hear(item: ModelItem): void {
    const running = this.#turns.takingInput;
    if (running instanceof TurnRunner) running.hear(item);
    else if (!this.isClosing) this.core.record([{ type: 'modelItem', turnId: null, item }]);
  }

  /** Sets up a turn; it starts now, or when the one before it has ended. */
  #prepare(turnId: string, input: TurnInput, opening: readonly ModelItem[]): () => void {
    const queued = queuedInput(input);
    const run = new TurnRunner(this.core, {
      turnId,
      rootTurnId: input.rootTurnId,
      settings: this.#settings,
      outputSchema: input.outputSchema ?? null,
      opening,
      input: queued === null ? [] : [queued],
    });
    const begin = this.#turns.add(run);
    if (this.#turns.current === run) run.recordNow();
    return begin;
  }

  review(target: ReviewTarget): { turn: Turn; begin: () => void } {
    this.assertDirect();
    const checked = checkedTarget(target);
    const run = new ReviewRunner(this.core, this.#services.newId(), {
      settings: this.#settings,
      target: checked,
    });
    const begin = this.#turns.add(run);
    const accepted = this.#accepted(run.turnId, () => {
      begin();
      void this.#turns.endBefore(run, 'replaced');
    });
    const content = [{ type: 'text' as const, text: labelOf(checked), text_elements: [] }];
    const times = { startedAtMs: null, completedAtMs: null };
    const item = { type: 'userMessage' as const, id: run.turnId, clientId: null, content, ...times };
    return { ...accepted, turn: { ...accepted.turn, rootTurnId: null, items: [item] } };
  }

  steer(input: TurnInput, expectedTurnId: string): { turnId: string } {
    this.assertDirect();
    assertInput(input, this.#services.behaviour);
    const { steerJudgesTurnFirst } = this.#services.behaviour;
    const running = steeredTurn(this.#turns, input, { expectedTurnId, steerJudgesTurnFirst });
    const queued = queuedInput(input);
    if (queued !== null) running.enqueue(queued);
    this.#services.defer(() => running.steer());
    return { turnId: running.turnId };
  }

  async interrupt(turnId: string): Promise<void> {
    const running = this.#turns.interruptible;
    if (running === null) throw new DomainError({ code: 'noActiveTurn', wanted: 'interrupt' });
    const isChecked = this.#services.behaviour.interruptChecksTurnId && turnId !== '';
    if (isChecked && !running.isCalled(turnId)) {
      throw turnMismatch('interrupt', turnId, running.turnId);
    }
    // A turn that waits for others cannot end before they have.
    if (this.#turns.current !== running) await this.#turns.reached(running);
    await running.interrupt('interrupted');
  }

  updateSettings(overrides: SettingsOverrides): void {
    this.assertDirect();
    if (!this.#override(overrides)) return;
    // What has never run is not kept.
    if (this.core.isMaterialized) this.core.record([{ type: 'settingsApplied', settings: this.#settings }]);
    this.#services.defer(() => this.#announceSettings());
  }

  adjustTurn(turnId: string, overrides: SettingsOverrides): 'applied' | 'targetUnavailable' {
    const running = this.#turns.takingInput;
    if (!(running instanceof TurnRunner) || running.turnId !== turnId) return 'targetUnavailable';
    if (overrides.model !== undefined && !this.#services.catalog.facts(overrides.model).known) {
      throw new DomainError({ code: 'modelUnknown' });
    }
    running.adjust(overrides);
    return 'applied';
  }

  sample(wanted: SampleRequest, signal: AbortSignal): Promise<Sample> {
    return sampleOf(this.core, this.#settings, { wanted, signal, isBusy: this.isRunning });
  }

  get elicitations(): ElicitationPause {
    return this.core.elicitations;
  }

  compact(): void {
    this.assertDirect();
    const run = new CompactionRunner(this.core, this.#services.newId(), this.#settings);
    this.#services.defer(() => {
      if (this.isClosing) return;
      this.#turns.add(run)();
      void this.#turns.endBefore(run, 'replaced');
    });
  }

  runShellCommand(command: string): void {
    this.assertDirect();
    this.#services.defer(() => {
      if (this.isClosing) return;
      const running = this.#turns.takingInput;
      const parts = { settings: this.#settings, command };
      if (running !== null) running.runBeside(command);
      else this.#turns.add(new UserShellRunner(this.core, this.#services.newId(), parts))();
    });
  }

  get terminals(): Terminals {
    return this.#services.tools.terminals(this.id);
  }

  async injectItems(items: readonly ModelItem[]): Promise<void> {
    this.#assertOpen();
    await injectItems(this.core, items, this.#services.catalog.facts(this.#settings.model));
  }

  async rollBack(numTurns: number): Promise<void> {
    this.#assertOpen();
    if (this.isRunning) throw new DomainError({ code: 'rollbackDuringTurn' });
    await rollBack(this.core, numTurns);
  }

  async revertBefore(turnId: string): Promise<void> {
    this.#assertOpen();
    await revertBefore(this.core, turnId, () => this.#turns.endBefore(null, 'interrupted'));
    this.#services.defer(() => this.core.emit({ type: 'reverted' }));
  }

  /** See ThreadCore. @throws DomainError when something does not start that must */
  openTools(config: Readonly<Record<string, unknown>> | null): Promise<() => void> {
    return this.core.openTools(config, () => this.#settings);
  }

  /** Ends what runs, closes the log and tells everyone that the thread is gone. Calls share one end. */
  unload(reason: string): Promise<void> {
    this.#unloading ??= this.#end(reason);
    return this.#unloading;
  }

  async idle(): Promise<void> {
    await this.#turns.reached(null);
  }

  /** Tells those who had it loaded what is odd about what it runs with; each thing once. */
  warnOfLoad(): void {
    const { recordedModel: recorded, serviceTier: counting } = this;
    this.recordedModel = null;
    const { model, serviceTier: tier } = this.#settings;
    if (recorded !== null && recorded !== model) this.core.warn(otherModelWarning(recorded, model));
    if (!this.#services.behaviour.loadingKeepsSettings || tier === null || counting !== null) return;
    this.core.warn(lackingTierWarning(tier, model));
  }

  async #end(reason: string): Promise<void> {
    await this.#turns.endBefore(null, reason);
    await this.core.close();
  }

  #override(overrides: SettingsOverrides): boolean {
    const before = JSON.stringify(this.#settings);
    this.#settings = this.core.moved(this.#settings, withOverrides(this.#settings, overrides));
    return JSON.stringify(this.#settings) !== before;
  }

  #assertTakesInput(): void {
    if (!this.#services.behaviour.sideTurnsRefuseInput) return;
    const side = this.#turns.closedTurn;
    if (side !== null) throw new DomainError({ code: 'inputNotTaken', turnKind: side.kind });
  }

  #announceSettings(): void {
    this.core.emit({ type: 'settingsUpdated', settings: this.#settings });
  }

  /** For what clients ask of it themselves. @throws DomainError `threadClosing` | `agentTakesNoInput` */
  assertDirect(): void {
    this.#assertOpen();
    if (!takesDirectInput(this.meta, this.#services.behaviour)) {
      throw new DomainError({ code: 'agentTakesNoInput', isLoaded: true });
    }
  }

  #assertOpen(): void {
    if (this.isClosing) throw new DomainError({ code: 'threadClosing', threadId: this.id });
  }
}
