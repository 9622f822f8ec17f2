// Performs what the turn machine asks for: reads responses, records in the log, announces to the subscribers,
// waits. The only place of a turn with promises, besides the response reader. Owned by a live thread, its host.

import type { ThreadItem, Turn, TurnError } from '../../protocol/index.js';
import type { Cancel } from '../../util/clock.js';
import { deferred } from '../../util/deferred.js';
import type { ModelItem } from '../records.js';
import { type SettingsOverrides, withOverrides } from '../settings.js';
import { brokenError } from './failure.js';
import { userTextItem } from './model-request.js';
import { ResponseReader } from './response-reader.js';
import { ToolCalls } from './tool-calls.js';
import { TurnClock } from './turn-clock.js';
import { TurnHooks } from './turn-hooks.js';
import type { ThreadRun, TurnHost } from './turn-host.js';
import { TurnInputs } from './turn-inputs.js';
import { TurnItems } from './turn-items.js';
import { NEW_TURN, step } from './turn-machine.js';
import { TurnRecorder } from './turn-recorder.js';
import { TurnRoom } from './turn-room.js';
import type { QueuedInput, TurnSpec } from './turn-spec.js';
import type { TurnEffect, TurnEvent, TurnOutcome, TurnRules, TurnState } from './turn-state.js';
import { acceptedTurn, endedTurn } from './turn-view.js';

/** One turn, from `begin` until `ended` resolves. */
export class TurnRunner implements ThreadRun {
  readonly kind = 'turn';
  readonly turnId: string;
  readonly #host: TurnHost;
  readonly #spec: TurnSpec;
  readonly #rules: TurnRules;
  readonly #recorder: TurnRecorder;
  readonly #room: TurnRoom;
  readonly #items = new TurnItems();
  readonly #reader: ResponseReader;
  readonly #calls: ToolCalls;
  readonly #hooks: TurnHooks;
  readonly #inputs: TurnInputs;
  readonly #clock: TurnClock;
  readonly #decided = deferred<TurnOutcome>();
  readonly #ended = deferred<TurnOutcome>();
  readonly #events: TurnEvent[] = [];
  #state: TurnState = NEW_TURN;
  #isStepping = false;
  /** Known before the first input was recorded. */
  #hasRoom = false;
  readonly #beside = new AbortController();
  #cancelTimer: Cancel | null = null;
  #isAnnounced = false;
  #isBroken = false;
  /** A hook wants it to end once its input is recorded. */
  #isStopped = false;

  constructor(host: TurnHost, spec: TurnSpec) {
    this.#host = host;
    this.#spec = spec;
    this.turnId = spec.turnId;
    const { behaviour, model } = host.services;
    this.#hooks = new TurnHooks(host, spec, this.#beside.signal);
    this.#rules = {
      behaviour,
      policy: model.retryPolicy(spec.settings),
      judgesEnd: this.#hooks.judgesEnd,
    };
    this.#recorder = new TurnRecorder(host, spec);
    this.#clock = new TurnClock(host, spec);
    this.#inputs = new TurnInputs(host, spec, {
      items: this.#items,
      recorder: this.#recorder,
      hooks: this.#hooks,
      clock: this.#clock,
    });
    this.#room = new TurnRoom(host, spec, { items: this.#items, recorder: this.#recorder });
    this.#calls = new ToolCalls(host, spec, {
      items: this.#items,
      recorder: this.#recorder,
      interruptTurn: () => void this.interrupt('interrupted'),
      hear: (item) => this.hear(item),
      isInputWaiting: () => this.#inputs.areQueued,
    });
    this.#reader = new ResponseReader(host, spec, {
      items: this.#items,
      recorder: this.#recorder,
      clock: this.#clock,
      listener: {
        called: (item, call) => {
          this.#calls.add(item, call);
          this.#dispatch({ type: 'toolCalled', call });
        },
        completed: () => {
          this.#calls.responseOver();
          this.#dispatch({ type: 'responseCompleted', inputWaiting: this.#inputs.areWaiting });
        },
        failed: (failure) => {
          const { services } = this.#host;
          const now = services.clock.now();
          this.#dispatch({ type: 'responseFailed', failure, now, jitter: services.random() });
        },
        broke: (thrown) => this.#break(thrown),
      },
    });
  }

  /** Whether clients have been told of it. */
  get isVisible(): boolean {
    return this.#isAnnounced;
  }

  /** Whether input can still be added to it. */
  get takesInput(): boolean {
    return this.#state.phase !== 'closing' && this.#state.phase !== 'ended';
  }

  /** What the model said last, as text; null: nothing. */
  get lastText(): string | null {
    return this.#reader.lastMessage?.text ?? null;
  }

  /** Whether its end is decided, and it is an interruption. */
  get isBeingInterrupted(): boolean {
    return this.#state.phase === 'closing' && this.#state.outcome.status === 'interrupted';
  }

  get ended(): Promise<TurnOutcome> {
    return this.#ended.promise;
  }

  isCalled(turnId: string): boolean {
    return turnId === this.turnId;
  }

  /** Its items as they are now: finished ones and, with `partial`, those still being streamed. */
  items(partial: boolean): ThreadItem[] {
    return this.#items.list(partial);
  }

  /**
   * Records the start and the first input, so that an answer given after this loses nothing to a crash.
   * Input that waits for files or for a compaction is recorded after `begin`.
   */
  recordNow(): void {
    // Told when the turn is.
    this.#host.raw.hold();
    this.#guarded(() => {
      this.#recorder.start();
      this.#hasRoom = !this.#room.isMissing;
      if (!this.#hasRoom || this.#inputs.surroundingsNeedTime) return;
      this.#recorder.tellContext();
      if (!this.#inputs.needTime) this.#inputs.recordNow();
    });
  }

  /** Changes what the next request to the model, and the next tool, is made with. */
  adjust(overrides: SettingsOverrides): void {
    this.#spec.settings = withOverrides(this.#spec.settings, overrides);
  }

  begin(): void {
    this.#dispatch({ type: 'begin' });
  }

  /** Adds input; it takes effect with `steer`, or with the next model round. */
  enqueue(input: QueuedInput): void {
    this.#inputs.add(input);
    this.#calls.inputCame();
  }

  /** Runs a command of the user beside the turn; what came of it makes the model answer once more. */
  runBeside(command: string): void {
    const context = this.#calls.context(this.#beside.signal);
    this.#host.services.tools.runForUser(command, context).then(
      (text) => this.hear(userTextItem(text)),
      (thrown: unknown) => this.#break(thrown),
    );
  }

  hear(item: ModelItem): void {
    this.#inputs.addNews(item);
    if (!this.takesInput) this.#guarded(() => this.#inputs.recordNews());
  }

  showItem(item: ThreadItem): void {
    this.#guarded(() => this.#calls.showItem(item));
  }

  steer(): void {
    if (this.#inputs.areWaiting) this.#dispatch({ type: 'steered' });
  }

  /** Ends the turn; resolves when that is recorded, before it is announced. */
  interrupt(reason: string): Promise<TurnOutcome> {
    this.#dispatch({ type: 'interrupt', reason });
    return this.#decided.promise;
  }

  /** Events that come up while effects are being performed wait for them. */
  #dispatch(event: TurnEvent): void {
    this.#events.push(event);
    if (this.#isStepping) return;
    this.#isStepping = true;
    for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) {
      const { state, effects } = step(this.#state, next, this.#rules);
      this.#state = state;
      for (const effect of effects) this.#perform(effect);
    }
    this.#isStepping = false;
  }

  #perform(effect: TurnEffect): void {
    switch (effect.type) {
      case 'announceStart':
        this.#announceStart();
        break;
      case 'makeRoom':
        void this.#makeRoom();
        break;
      case 'abortMakingRoom':
        this.#room.stopMaking();
        break;
      case 'recordInput':
        this.#recordInput();
        break;
      case 'request':
        if (!this.#isBroken) this.#reader.open();
        break;
      case 'abortResponse':
        this.#reader.abort();
        break;
      case 'dropPartial':
        this.#guarded(() => this.#reader.drop());
        this.#calls.responseOver();
        break;
      case 'runTool':
        this.#calls.run(effect.call, () => this.#toolFinished(effect.call.callId));
        break;
      case 'abortTools':
        this.#calls.abort();
        break;
      case 'recordToolOutputs':
        this.#guarded(() => {
          this.#calls.recordOutputs();
          this.#recorder.modelItems(this.#host.goal?.toolsEnded() ?? []);
          this.#recorder.modelItems(this.#host.team?.mail.take() ?? []);
        });
        break;
      case 'announceRetry':
        this.#emitError(effect.error, true);
        break;
      case 'startTimer':
        this.#startTimer(effect.ms);
        break;
      case 'cancelTimer':
        this.#cancelTimer?.();
        this.#cancelTimer = null;
        break;
      case 'judgeEnd':
        this.#judgeEnd().catch((thrown: unknown) => this.#break(thrown));
        break;
      case 'close':
        void this.#close(effect.outcome);
        break;
      case 'announceEnd':
        this.#announceEnd(effect.outcome);
        break;
    }
  }

  /** Runs a task that writes to the log: when the log fails the turn does, and nothing else. */
  #guarded(task: () => void): void {
    try {
      task();
    } catch (thrown) {
      this.#break(thrown);
    }
  }

  #break(thrown: unknown): void {
    this.#isBroken = true;
    this.#dispatch({ type: 'broke', error: brokenError(thrown) });
  }

  #announceStart(): void {
    this.#guarded(() => this.#recorder.start());
    this.#isAnnounced = true;
    this.#host.goal?.turnStarting(this.turnId, this.#spec.settings);
    this.#host.turnStarted(this.#view([], 'notLoaded'), this.#spec.settings);
    this.#host.services.tools.attend(this.#host.threadId, () => this.#calls.context());
    this.#host.raw.release();
  }

  async #makeRoom(): Promise<void> {
    if (this.#isBroken) return;
    const isMissing = !this.#hasRoom && this.#room.isMissing;
    this.#hasRoom = false;
    try {
      const made = isMissing ? await this.#room.make() : null;
      if (made?.type === 'failed') return this.#dispatch({ type: 'noRoom', error: made.error });
      // What the user said is recorded before the turn ends.
      this.#isStopped = made?.type === 'stopped';
      if (made !== null && !this.#inputs.areWaiting) {
        if (this.#isStopped) return void this.interrupt('interrupted');
        if (!(await this.#hooks.beginAgain(this.#recorder))) return this.#dispatch({ type: 'inputRefused' });
      }
      this.#dispatch({ type: 'roomMade', inputWaiting: this.#inputs.areWaiting });
    } catch (thrown) {
      this.#break(thrown);
    }
  }

  #recordInput(): void {
    if (this.#isBroken) return;
    if (this.#inputs.needTime) {
      this.#recordInputLater().catch((thrown: unknown) => this.#break(thrown));
    } else {
      this.#guarded(() => this.#inputs.recordNow());
      this.#inputRecorded();
    }
  }

  async #recordInputLater(): Promise<void> {
    const isRefused = await this.#inputs.recordLater(() => this.#state.phase === 'preparing');
    // What has come meanwhile is judged for itself.
    if (isRefused && !this.#inputs.areQueued) this.#dispatch({ type: 'inputRefused' });
    else this.#inputRecorded();
  }

  async #judgeEnd(): Promise<void> {
    const mayEnd = await this.#hooks.judgeEnd(this.lastText, this.#recorder, this.#calls);
    this.#dispatch({ type: 'endJudged', mayEnd, inputWaiting: this.#inputs.areWaiting });
  }

  #inputRecorded(): void {
    this.#inputs.announce();
    if (this.#isStopped) return void this.interrupt('interrupted');
    this.#dispatch({ type: 'inputRecorded', inputWaiting: this.#inputs.areWaiting });
  }

  #toolFinished(callId: string): void {
    this.#dispatch({ type: 'toolFinished', callId, inputWaiting: this.#inputs.areWaiting });
  }

  #startTimer(ms: number): void {
    this.#cancelTimer = this.#host.services.clock.setTimeout(() => {
      this.#cancelTimer = null;
      this.#dispatch({ type: 'backoffElapsed', inputWaiting: this.#inputs.areWaiting });
    }, ms);
  }

  /** Records the outcome. A log that fails now turns success into failure: nothing unsafe is acknowledged. */
  async #close(outcome: TurnOutcome): Promise<void> {
    let certain = outcome;
    if (outcome.status === 'interrupted') for (const running of [this.#beside, this.#calls]) running.abort();
    try {
      const hasEndedGoal = this.#host.goal?.turnEnding(this.turnId, outcome) ?? false;
      const wasCutAfterMessage = outcome.status === 'interrupted' && this.#reader.finalMessage !== null;
      if (hasEndedGoal || wasCutAfterMessage) this.#host.markUnread(this.turnId);
      this.#calls.recordOutputs();
      this.#inputs.recordNews();
      if (outcome.status === 'completed') this.#recorder.modelItems(this.#host.team?.mail.takeNotes() ?? []);
      this.#recorder.end(outcome, this.lastText);
      await this.#host.sync();
    } catch (thrown) {
      if (outcome.status === 'completed') certain = { status: 'failed', error: brokenError(thrown) };
    }
    this.#decided.resolve(certain);
    const finish = (): void => this.#dispatch({ type: 'closed', outcome: certain });
    // Whoever interrupted is answered before the news of it goes out.
    if (certain.status === 'interrupted') {
      this.#host.services.defer(() => void this.#hooks.interrupted().then(finish));
    } else finish();
  }

  #announceEnd(outcome: TurnOutcome): void {
    const { turnId } = this;
    const host = this.#host;
    const last = this.#reader.finalMessage;
    this.#inputs.announce();
    if (outcome.status === 'completed' && last !== null) host.markUnread(turnId);
    host.turnEnding(outcome);
    if (outcome.status === 'failed') {
      this.#emitError(outcome.error, false);
      host.markUnread(turnId);
    }
    const hasSummary =
      outcome.status === 'completed' && host.services.behaviour.turnCompletedCarriesLastMessage;
    const turn = hasSummary && last !== null ? this.#view([last], 'summary') : this.#view([], 'notLoaded');
    host.emit({ type: 'turnCompleted', turn: endedTurn(turn, outcome) });
    host.turnEnded(turnId);
    this.#ended.resolve(outcome);
  }

  #emitError(error: TurnError, willRetry: boolean): void {
    this.#host.emit({ type: 'turnError', turnId: this.turnId, error, willRetry });
  }

  #view(items: ThreadItem[], itemsView: Turn['itemsView']): Turn {
    const known = this.#host.history.turn(this.turnId) ?? acceptedTurn(this.turnId);
    return { ...known, items, itemsView };
  }
}
