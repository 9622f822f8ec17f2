// Reads one response of the model after another for a turn: events become items, usage and limits are published,
// calls and the end are reported to the runner. Nothing of a response that was aborted gets through.

import type { ThreadItem, ThreadTokenUsage } from '../../protocol/index.js';
import type { ModelNotice } from '../events.js';
import { ModelError, type ModelEvent, type ModelFailure, type ToolCall } from '../ports.js';
import type { ModelItem } from '../records.js';
import { failureText, isUsageLimitReached } from './failure.js';
import { ItemBuilder } from './item-builder.js';
import { buildRequest } from './model-request.js';
import { PatchNews } from './patch-news.js';
import {
  addUsage,
  fullUsage,
  mergeRateLimits,
  NO_RATE_LIMITS,
  reportedContextWindow,
} from './token-usage.js';
import { toToolCall } from './tool-calls.js';
import { toolThreadOf } from './tool-thread.js';
import type { TurnClock } from './turn-clock.js';
import type { TurnHost } from './turn-host.js';
import type { TurnItems } from './turn-items.js';
import type { TurnRecorder } from './turn-recorder.js';
import type { TurnSpec } from './turn-spec.js';

type AgentMessage = Extract<ThreadItem, { type: 'agentMessage' }>;

export interface ResponseListener {
  called(item: ModelItem, call: ToolCall): void;
  completed(): void;
  failed(failure: ModelFailure): void;
  /** The log failed, or the model client has a defect. */
  broke(thrown: unknown): void;
}

export class ResponseReader {
  readonly #host: TurnHost;
  readonly #spec: TurnSpec;
  readonly #recorder: TurnRecorder;
  readonly #listener: ResponseListener;
  readonly #clock: TurnClock;
  readonly #builder: ItemBuilder;
  readonly #patches: PatchNews;
  #current: AbortController | null = null;
  /** Hooks are told of the end of a request of whose beginning they were. */
  #isUnderway = false;
  /** Resolves when hooks know that the last one was cut. */
  #cancelling: Promise<void> = Promise.resolve();
  /** Headers of a response have come and its end has not. */
  #isOpen = false;
  #failure: ModelFailure | null = null;
  #isRerouted = false;
  #lastMessage: AgentMessage | null = null;
  #finalMessage: AgentMessage | null = null;

  constructor(
    host: TurnHost,
    spec: TurnSpec,
    parts: { items: TurnItems; recorder: TurnRecorder; clock: TurnClock; listener: ResponseListener },
  ) {
    this.#host = host;
    this.#spec = spec;
    this.#recorder = parts.recorder;
    this.#listener = parts.listener;
    this.#clock = parts.clock;
    const { generatedImages } = host.services;
    this.#builder = new ItemBuilder({
      turnId: spec.turnId,
      items: parts.items,
      now: () => host.services.clock.now(),
      newId: () => host.services.newId(),
      emit: (event) => host.emit(event),
      record: (item, source, at) => {
        parts.recorder.item(item, source, at);
        if (item.type === 'agentMessage') this.#said(item);
      },
      saveImage: generatedImages && ((id, base64) => generatedImages.save(host.threadId, id, base64)),
      recordUnseen: (source) => parts.recorder.modelItems([source]),
    });
    this.#patches = new PatchNews({
      turnId: spec.turnId,
      clock: host.services.clock,
      emit: (event) => host.emit(event),
    });
  }

  /** The last finished message of the turn that says anything. */
  get lastMessage(): AgentMessage | null {
    return this.#lastMessage;
  }

  /** The last one that is no mere commentary: what people have to read. */
  get finalMessage(): AgentMessage | null {
    return this.#finalMessage;
  }

  /** Sends the history to the model; what comes of it is told to the listener. */
  open(): void {
    const controller = new AbortController();
    this.#current = controller;
    this.#builder.begin(this.#spec.settings.collaborationMode?.mode === 'plan');
    void this.#read(controller);
  }

  /** Closes the stream; nothing more of it is told. */
  abort(): void {
    this.#current?.abort();
    this.#current = null;
    this.#cancelling = this.#tellEnd({ status: 'cancelled' });
  }

  /** A response ended without completing: its unfinished items are gone, its usage is published. */
  drop(): void {
    this.#builder.drop();
    this.#patches.drop();
    const failure = this.#failure;
    this.#failure = null;
    const isLimitNews = failure?.kind === 'http' && isUsageLimitReached(failure);
    if (isLimitNews && failure.rateLimits !== null) this.#mergeRateLimits(failure.rateLimits);
    const isPublishedLate = this.#isOpen && !this.#host.services.behaviour.rateLimitsPerResponse;
    this.#isOpen = false;
    if (isLimitNews || isPublishedLate) this.#publishUsage();
    if (failure?.kind === 'failed' && failure.code === 'context_length_exceeded') {
      this.#recordUsage(fullUsage(this.#usage, this.#window));
      this.#publishUsage();
    }
  }

  async #read(controller: AbortController): Promise<void> {
    try {
      const { threadId, services } = this.#host;
      const starting = services.tools.ready(threadId);
      if (starting !== null) {
        await starting;
        if (this.#current !== controller) return;
      }
      await this.#cancelling;
      if (this.#current !== controller) return;
      if (this.#clock.isTold) {
        const told = await this.#clock.reminder();
        if (this.#current !== controller) return;
        this.#recorder.modelItems(told);
      }
      await this.#tellHooks('preModelRequest', {}, controller.signal);
      if (this.#current !== controller) return;
      this.#isUnderway = true;
      const request = this.#request();
      for await (const batch of this.#host.services.model.stream(request, controller.signal)) {
        for (const event of batch) {
          // An interrupt or a steer may come from within: what follows belongs to nobody.
          if (this.#current !== controller) return;
          if (event.type === 'completed') {
            await this.#tellOfCompletion(event, controller);
            if (this.#current !== controller) return;
          }
          this.#take(event);
        }
      }
      if (this.#current !== controller) return;
      await this.#fail({ kind: 'stream', message: 'stream closed before response.completed' }, controller);
    } catch (thrown) {
      if (this.#current !== controller) return;
      if (thrown instanceof ModelError) {
        await this.#fail(thrown.failure, controller);
      } else {
        this.#listener.broke(thrown);
      }
    }
  }

  /** Hooks are told of a request and its end; they cannot change anything. */
  async #tellHooks(
    event: 'preModelRequest' | 'postModelRequest',
    told: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<void> {
    const { hooks } = this.#host;
    const { turnId, settings } = this.#spec;
    if (!hooks.has(event, settings)) return;
    await hooks.run({ event, turnId, settings, subject: null, told, signal });
  }

  async #tellEnd(
    { status, error = null, usage = null }: { status: string; error?: string | null; usage?: unknown },
    signal: AbortSignal = new AbortController().signal,
  ): Promise<void> {
    if (!this.#isUnderway) return;
    this.#isUnderway = false;
    await this.#tellHooks('postModelRequest', { status, error, token_usage: usage }, signal);
  }

  async #tellOfCompletion(
    { usage }: Extract<ModelEvent, { type: 'completed' }>,
    { signal }: AbortController,
  ): Promise<void> {
    this.#builder.drop();
    const told = usage && {
      input_tokens: usage.inputTokens,
      cached_input_tokens: usage.cachedInputTokens,
      cache_write_input_tokens: usage.cacheWriteInputTokens,
      output_tokens: usage.outputTokens,
      reasoning_output_tokens: usage.reasoningOutputTokens,
      total_tokens: usage.totalTokens,
    };
    await this.#tellEnd({ status: 'completed', usage: told }, signal);
  }

  #request(): ReturnType<typeof buildRequest> {
    const { threadId, originator, subagent, history, services, team } = this.#host;
    const { turnId, settings, outputSchema, isSchemaLoose = false } = this.#spec;
    return buildRequest({
      threadId,
      turnId,
      originator,
      subagent,
      ...(team === null ? {} : { agentPath: team.path }),
      kind: 'turn',
      settings,
      facts: this.#facts,
      history: history.input,
      tools: services.tools.offered(toolThreadOf(this.#host, settings)),
      outputSchema,
      isSchemaLoose,
    });
  }

  #take(event: ModelEvent): void {
    switch (event.type) {
      case 'textDelta':
        this.#builder.textDelta(event.delta);
        break;
      case 'reasoningSummaryDelta':
        this.#builder.reasoningSummaryDelta(event.summaryIndex, event.delta);
        break;
      case 'reasoningTextDelta':
        this.#builder.reasoningTextDelta(event.contentIndex, event.delta);
        break;
      case 'reasoningSummaryPartAdded':
        this.#builder.reasoningSummaryPartAdded(event.summaryIndex);
        break;
      case 'itemAdded':
        this.#builder.added(event.item);
        this.#patches.begin(event.item, this.#spec.settings.features.apply_patch_streaming_events === true);
        break;
      case 'callInputDelta':
        this.#patches.grow(event.delta);
        break;
      case 'itemDone':
        this.#itemDone(event.item);
        break;
      case 'created':
        this.#created(event.model);
        break;
      case 'rateLimits':
        this.#mergeRateLimits(event.rateLimits);
        break;
      case 'notices':
        this.#noticed(event.notices);
        break;
      case 'completed':
        this.#completed(event);
        break;
    }
  }

  #created(model: string | null): void {
    this.#isOpen = true;
    const { turnId, settings } = this.#spec;
    if (model !== null && model !== settings.model && !this.#isRerouted) {
      this.#isRerouted = true;
      this.#host.emit({ type: 'modelRerouted', turnId, fromModel: settings.model, toModel: model });
    }
    if (this.#host.services.behaviour.rateLimitsPerResponse) this.#publishUsage();
  }

  #said(message: AgentMessage): void {
    if (message.text.trim() === '') return;
    this.#lastMessage = message;
    if (message.phase !== 'commentary') this.#finalMessage = message;
  }

  #noticed(notices: readonly ModelNotice[]): void {
    const { turnId, settings } = this.#spec;
    for (const notice of notices) {
      this.#host.emit({ type: 'modelNotice', turnId, model: settings.model, notice });
    }
  }

  #itemDone(item: ModelItem): void {
    this.#patches.done();
    const call = toToolCall(item);
    if (call === null) {
      this.#host.raw.after(() => this.#builder.done(item));
    } else {
      this.#recorder.modelItems([item]);
      this.#listener.called(item, call);
    }
  }

  #completed(event: Extract<ModelEvent, { type: 'completed' }>): void {
    const { usage } = event;
    this.#host.raw.responseEnded(this.#spec.turnId, event);
    // A response that reports nothing has used what was used before: the log says so under its own turn.
    const now = usage === null ? this.#usage : addUsage(this.#usage, usage, this.#window);
    if (now !== null) this.#recordUsage(now);
    this.#publishUsage();
    this.#isOpen = false;
    this.#current = null;
    this.#listener.completed();
  }

  async #fail(failure: ModelFailure, controller: AbortController): Promise<void> {
    const { behaviour, clock } = this.#host.services;
    const error = failureText({ failure, behaviour, now: clock.now() });
    await this.#tellEnd({ status: 'failed', error }, controller.signal);
    if (this.#current !== controller) return;
    this.#current = null;
    this.#failure = failure;
    this.#listener.failed(failure);
  }

  get #facts(): ReturnType<TurnHost['services']['catalog']['facts']> {
    return this.#host.services.catalog.facts(this.#spec.settings.model);
  }

  get #window(): number {
    return reportedContextWindow(this.#facts, this.#spec.settings);
  }

  get #usage(): ThreadTokenUsage | null {
    return this.#host.history.usage?.usage ?? null;
  }

  #mergeRateLimits(now: Parameters<typeof mergeRateLimits>[1]): void {
    this.#host.rateLimits = mergeRateLimits(this.#host.rateLimits, now);
  }

  #recordUsage(usage: ThreadTokenUsage): void {
    this.#recorder.usage(usage);
  }

  #publishUsage(): void {
    const usage = this.#usage;
    if (usage !== null) this.#host.emit({ type: 'tokenUsage', turnId: this.#spec.turnId, usage });
    this.#host.rateLimits ??= NO_RATE_LIMITS;
    this.#host.emit({ type: 'rateLimits', rateLimits: this.#host.rateLimits });
  }
}
