// Performs what the turn machine asks for: calls the model, records in the log, announces to the subscribers,
// waits. The only place of a turn with promises. Owned by a live thread, which is its host.

import type { ThreadItem, ThreadTokenUsage, Turn, TurnError } from '../../protocol/index.js';
import type { Cancel } from '../../util/clock.js';
import { messageOf } from '../../util/coded-error.js';
import { deferred } from '../../util/deferred.js';
import { DomainError } from '../errors.js';
import { ModelError, type ModelEvent, type ModelFailure } from '../ports.js';
import type { ModelItem } from '../records.js';
import type { ThreadSettings } from '../settings.js';
import { isUsageLimitReached, turnError } from './failure.js';
import { ItemBuilder } from './item-builder.js';
import { buildRequest } from './model-request.js';
import { addUsage, fullUsage, mergeRateLimits, NO_RATE_LIMITS } from './token-usage.js';
import { ToolCalls, toToolCall } from './tool-calls.js';
import type { TurnHost } from './turn-host.js';
import { TurnItems } from './turn-items.js';
import {
  NEW_TURN,
  step,
  type TurnEffect,
  type TurnEvent,
  type TurnOutcome,
  type TurnState,
} from './turn-machine.js';
import { TurnRecorder } from './turn-recorder.js';
import type { QueuedInput, TurnSpec } from './turn-spec.js';
import { needsFiles, userMessage, userMessageNow } from './user-content.js';

/** One turn, from `begin` until `ended` resolves. */
export class TurnRunner {
  readonly turnId: string;
  readonly settings: ThreadSettings;
  readonly #host: TurnHost;
  readonly #spec: TurnSpec;
  readonly #recorder: TurnRecorder;
  readonly #items = new TurnItems();
  readonly #builder: ItemBuilder;
  readonly #calls: ToolCalls;
  readonly #decided = deferred<TurnOutcome>();
  readonly #ended = deferred<TurnOutcome>();
  /** Input that is not recorded yet, and input that is but has not been announced. */
  #queue: QueuedInput[];
  #unannounced: ThreadItem[] = [];
  #state: TurnState = NEW_TURN;
  readonly #events: TurnEvent[] = [];
  #isStepping = false;
  #response: AbortController | null = null;
  /** Headers of a response have come and its end has not. */
  #isResponseOpen = false;
  #failure: ModelFailure | null = null;
  #isRerouted = false;
  #cancelTimer: Cancel | null = null;
  #isAnnounced = false;
  #isBroken = false;
  #lastMessage: ThreadItem | null = null;

  constructor(host: TurnHost, spec: TurnSpec) {
    this.#host = host;
    this.#spec = spec;
    this.turnId = spec.turnId;
    this.settings = spec.settings;
    this.#queue = [...spec.input];
    this.#recorder = new TurnRecorder(host, spec);
    this.#builder = new ItemBuilder({
      turnId: spec.turnId,
      items: this.#items,
      now: () => host.clock.now(),
      newId: () => host.newId(),
      emit: (event) => host.emit(event),
      record: (item, source, at) => {
        this.#recorder.item(item, source, at);
        if (item.type === 'agentMessage') this.#lastMessage = item;
      },
    });
    this.#calls = new ToolCalls(host, spec, this.#items, this.#recorder);
  }

  /** Whether clients know of it and it has not ended. */
  get isVisible(): boolean {
    return this.#isAnnounced && this.#state.phase !== 'ended';
  }

  /** Whether input can still be added to it. */
  get takesInput(): boolean {
    return this.#state.phase !== 'closing' && this.#state.phase !== 'ended';
  }

  /** Resolves after its last event. */
  get ended(): Promise<TurnOutcome> {
    return this.#ended.promise;
  }

  /** Its items as they are now, finished ones and, with `partial`, those still being streamed. */
  items(partial: boolean): ThreadItem[] {
    return this.#items.list(partial);
  }

  /**
   * Records the start and the first input, so that an answer given after this loses nothing to a crash.
   * Input that waits for files is recorded by `begin`.
   */
  recordNow(): void {
    this.#guarded(() => {
      this.#recorder.start();
      if (!this.#queue.some((input) => needsFiles(input.content))) this.#recordQueueNow();
    });
  }

  begin(): void {
    this.#dispatch({ type: 'begin' });
  }

  /** Adds input; it takes effect with `steer`, or with the next model round. */
  enqueue(input: QueuedInput): void {
    this.#queue.push(input);
  }

  steer(): void {
    if (this.#hasInput()) this.#dispatch({ type: 'steered' });
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
    const { model, behaviour } = this.#host;
    const rules = { policy: model.retryPolicy(this.settings.modelProvider), behaviour };
    for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) {
      const { state, effects } = step(this.#state, next, rules);
      this.#state = state;
      for (const effect of effects) this.#perform(effect);
    }
    this.#isStepping = false;
  }

  #perform(effect: TurnEffect): void {
    switch (effect.type) {
      case 'announceStart':
        return this.#announceStart();
      case 'recordInput':
        return this.#recordInput();
      case 'request':
        return this.#request();
      case 'abortResponse':
        this.#response?.abort();
        this.#response = null;
        return;
      case 'dropPartial':
        return this.#dropPartial();
      case 'runTool':
        return this.#calls.run(effect.call, () => this.#toolFinished(effect.call.callId));
      case 'abortTools':
        return this.#calls.abort();
      case 'recordToolOutputs':
        return this.#guarded(() => this.#calls.recordOutputs());
      case 'announceRetry':
        return this.#host.emit({
          type: 'turnError',
          turnId: this.turnId,
          error: effect.error,
          willRetry: true,
        });
      case 'startTimer':
        this.#cancelTimer = this.#host.clock.setTimeout(() => {
          this.#cancelTimer = null;
          this.#dispatch({ type: 'backoffElapsed', inputWaiting: this.#hasInput() });
        }, effect.ms);
        return;
      case 'cancelTimer':
        this.#cancelTimer?.();
        this.#cancelTimer = null;
        return;
      case 'close':
        void this.#close(effect.outcome);
        return;
      case 'announceEnd':
        return this.#announceEnd(effect.outcome);
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
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#dispatch({ type: 'broke', error: brokenError(thrown) });
  }

  #announceStart(): void {
    this.#guarded(() => this.#recorder.start());
    this.#isAnnounced = true;
    this.#host.turnStarting();
    this.#host.emit({ type: 'turnStarted', turn: this.#view([], 'notLoaded') });
  }

  #hasInput(): boolean {
    return this.#queue.length > 0 || this.#unannounced.length > 0;
  }

  #recordInput(): void {
    if (this.#isBroken) return;
    if (this.#queue.some((input) => needsFiles(input.content))) {
      void this.#recordInputWithFiles();
      return;
    }
    this.#guarded(() => this.#recordQueueNow());
    this.#inputRecorded();
  }

  async #recordInputWithFiles(): Promise<void> {
    const inputs = this.#queue;
    this.#queue = [];
    const messages: ModelItem[] = [];
    for (const input of inputs) messages.push(await userMessage(input.content, this.#host.images));
    if (this.#state.phase !== 'preparing') return;
    this.#guarded(() => {
      for (const [i, input] of inputs.entries()) {
        const message = messages[i];
        if (message !== undefined) this.#unannounced.push(this.#recorder.input(input, message));
      }
    });
    this.#inputRecorded();
  }

  #recordQueueNow(): void {
    for (let input = this.#queue.shift(); input !== undefined; input = this.#queue.shift()) {
      this.#unannounced.push(this.#recorder.input(input, userMessageNow(input.content)));
    }
  }

  #inputRecorded(): void {
    const { turnId } = this;
    for (const item of this.#unannounced.splice(0)) {
      const at = item.completedAtMs ?? this.#host.clock.now();
      this.#items.put(item);
      this.#host.emit({ type: 'itemStarted', turnId, item: { ...item, completedAtMs: null }, at });
      this.#host.emit({ type: 'itemCompleted', turnId, item, at });
    }
    this.#dispatch({ type: 'inputRecorded', inputWaiting: this.#hasInput() });
  }

  #request(): void {
    if (this.#isBroken) return;
    const controller = new AbortController();
    this.#response = controller;
    void this.#readResponse(controller);
  }

  async #readResponse(controller: AbortController): Promise<void> {
    try {
      const { host, spec } = { host: this.#host, spec: this.#spec };
      const request = buildRequest({
        threadId: host.threadId,
        turnId: spec.turnId,
        originator: host.originator,
        settings: spec.settings,
        facts: host.catalog.facts(spec.settings.model),
        history: host.history.input,
        tools: host.tools.offered(spec.settings),
        outputSchema: spec.outputSchema,
      });
      for await (const batch of host.model.stream(request, controller.signal)) {
        for (const event of batch) {
          // An interrupt or a steer may come from within: what follows belongs to nobody.
          if (this.#response !== controller) return;
          this.#take(event);
        }
      }
      if (this.#response !== controller) return;
      this.#responseFailed({ kind: 'stream', message: 'stream closed before response.completed' });
    } catch (thrown) {
      if (this.#response !== controller) return;
      if (thrown instanceof ModelError) {
        this.#responseFailed(thrown.failure);
      } else {
        // The log failed, or the model client has a defect: either way this response is over.
        controller.abort();
        this.#break(thrown);
      }
    }
  }

  #take(event: ModelEvent): void {
    switch (event.type) {
      case 'textDelta':
        return this.#builder.textDelta(event.delta);
      case 'reasoningSummaryDelta':
        return this.#builder.reasoningSummaryDelta(event.summaryIndex, event.delta);
      case 'reasoningTextDelta':
        return this.#builder.reasoningTextDelta(event.contentIndex, event.delta);
      case 'reasoningSummaryPartAdded':
        return this.#builder.reasoningSummaryPartAdded(event.summaryIndex);
      case 'itemAdded':
        return this.#builder.added(event.item);
      case 'itemDone':
        return this.#itemDone(event);
      case 'created':
        return this.#responseCreated(event.model);
      case 'rateLimits':
        this.#host.rateLimits = mergeRateLimits(this.#host.rateLimits, event.rateLimits);
        return;
      case 'completed':
        this.#builder.finishOpen();
        if (event.usage !== null) {
          const facts = this.#host.catalog.facts(this.settings.model);
          this.#recorder.usage(addUsage(this.#usage, event.usage, facts));
        }
        this.#publishUsage();
        this.#isResponseOpen = false;
        this.#response = null;
        return this.#dispatch({ type: 'responseCompleted', inputWaiting: this.#hasInput() });
    }
  }

  #responseCreated(model: string | null): void {
    this.#isResponseOpen = true;
    if (model !== null && model !== this.settings.model && !this.#isRerouted) {
      this.#isRerouted = true;
      const { turnId, settings } = this;
      this.#host.emit({ type: 'modelRerouted', turnId, fromModel: settings.model, toModel: model });
    }
    if (this.#host.behaviour.rateLimitsPerResponse) this.#publishUsage();
  }

  #itemDone({ item }: Extract<ModelEvent, { type: 'itemDone' }>): void {
    const call = toToolCall(item);
    if (call === null) {
      this.#builder.done(item);
      return;
    }
    this.#recorder.modelItems([item]);
    this.#calls.add(item, call);
    this.#dispatch({ type: 'toolCalled', call });
  }

  #toolFinished(callId: string): void {
    this.#dispatch({ type: 'toolFinished', callId, inputWaiting: this.#hasInput() });
  }

  #responseFailed(failure: ModelFailure): void {
    this.#response = null;
    this.#failure = failure;
    const { clock, random } = this.#host;
    this.#dispatch({ type: 'responseFailed', failure, now: clock.now(), jitter: random() });
    this.#failure = null;
  }

  #dropPartial(): void {
    this.#builder.drop();
    const failure = this.#failure;
    const limits = failure?.kind === 'http' && isUsageLimitReached(failure) ? failure.rateLimits : null;
    if (limits !== null) this.#host.rateLimits = mergeRateLimits(this.#host.rateLimits, limits);
    const isNews = failure !== null && isUsageLimitReached(failure);
    if (isNews || (this.#isResponseOpen && !this.#host.behaviour.rateLimitsPerResponse)) this.#publishUsage();
    this.#isResponseOpen = false;
    if (failure?.kind === 'failed' && failure.code === 'context_length_exceeded') {
      const facts = this.#host.catalog.facts(this.settings.model);
      this.#guarded(() => this.#recorder.usage(fullUsage(this.#usage, facts)));
      this.#publishUsage();
    }
  }

  get #usage(): ThreadTokenUsage | null {
    return this.#host.history.usage?.usage ?? null;
  }

  #publishUsage(): void {
    const usage = this.#usage;
    if (usage !== null) this.#host.emit({ type: 'tokenUsage', turnId: this.turnId, usage });
    this.#host.rateLimits ??= NO_RATE_LIMITS;
    this.#host.emit({ type: 'rateLimits', rateLimits: this.#host.rateLimits });
  }

  /** Records the outcome. A log that fails now turns success into failure: nothing unsafe is acknowledged. */
  async #close(outcome: TurnOutcome): Promise<void> {
    let error: TurnError | null = null;
    try {
      this.#recorder.start();
      this.#calls.recordOutputs();
      const text = this.#lastMessage?.type === 'agentMessage' ? this.#lastMessage.text : null;
      this.#recorder.end(outcome, text);
      await this.#host.sync();
    } catch (thrown) {
      error = brokenError(thrown);
    }
    const certain: TurnOutcome =
      error !== null && outcome.status === 'completed' ? { status: 'failed', error } : outcome;
    this.#decided.resolve(certain);
    const finish = (): void => this.#dispatch({ type: 'closed', outcome: certain });
    // Whoever interrupted is answered before the news of it goes out.
    if (certain.status === 'interrupted') this.#host.defer(finish);
    else finish();
  }

  #announceEnd(outcome: TurnOutcome): void {
    const { turnId } = this;
    const host = this.#host;
    if (outcome.status === 'completed' && this.#lastMessage !== null) host.markUnread(turnId);
    host.turnEnding(outcome);
    if (outcome.status === 'failed') {
      host.emit({ type: 'turnError', turnId, error: outcome.error, willRetry: false });
      host.markUnread(turnId);
    }
    const summary =
      outcome.status === 'completed' && host.behaviour.turnCompletedCarriesLastMessage && this.#lastMessage;
    const turn = summary ? this.#view([summary], 'summary') : this.#view([], 'notLoaded');
    host.emit({ type: 'turnCompleted', turn: endedAs(turn, outcome) });
    host.turnEnded(turnId);
    this.#ended.resolve(outcome);
  }

  #view(items: ThreadItem[], itemsView: Turn['itemsView']): Turn {
    const known = this.#host.history.turn(this.turnId);
    return { ...(known ?? unrecordedTurn(this.turnId)), items, itemsView };
  }
}

/** A turn as the caller of turn/start is told of it. */
export function unrecordedTurn(turnId: string): Turn {
  return {
    id: turnId,
    rootTurnId: turnId,
    items: [],
    itemsView: 'notLoaded',
    status: 'inProgress',
    error: null,
    startedAt: null,
    completedAt: null,
    durationMs: null,
  };
}

/** The log may have failed to take the end; what is announced is the outcome all the same. */
function endedAs(turn: Turn, outcome: TurnOutcome): Turn {
  return { ...turn, status: outcome.status, error: outcome.status === 'failed' ? outcome.error : null };
}

function brokenError(thrown: unknown): TurnError {
  const isStorage = thrown instanceof DomainError && thrown.failure.code === 'storage';
  const cause = isStorage ? thrown.failure.message : messageOf(thrown);
  return turnError(
    isStorage
      ? `The thread's log cannot be written: ${cause}. Free the disk or fix its permissions, then send the message again.`
      : `The turn stopped on an internal error: ${cause}`,
    'other',
  );
}
