// Compacts the history of a thread within a turn: the model is asked for a summary, which takes the history's place.
// Whether the turn is one of its own or one that runs out of room makes no difference here.

import type { ThreadItem, TurnError } from '../../protocol/index.js';
import { ModelError, type ModelEvent } from '../ports.js';
import type { ModelItem } from '../records.js';
import type { ThreadSettings } from '../settings.js';
import { askAgain } from './ask-again.js';
import { compactedHistory, estimatedTokens, summaryIn, summaryInput, summaryMessage } from './compaction.js';
import { buildRequest, contextItems, type TurnContext } from './model-request.js';
import { instructionsOf } from './prompts.js';
import { WorkStopped } from './side-turn.js';
import {
  addUsage,
  estimatedUsage,
  mergeRateLimits,
  NO_RATE_LIMITS,
  reportedContextWindow,
} from './token-usage.js';
import type { TurnHost } from './turn-host.js';
import type { TurnItems } from './turn-items.js';

interface CompactorParts {
  /** Those of whoever summarises. */
  readonly settings: ThreadSettings;
  readonly stop: AbortSignal;
  /** Of the turn; its own item is kept there. */
  readonly items: TurnItems;
  /** What the model is told of its surroundings again, at once; null: the next turn tells it. */
  readonly context: TurnContext | null;
  /** Who wants it. */
  readonly trigger: 'manual' | 'auto';
}

export class Compactor {
  readonly #host: TurnHost;
  readonly #turnId: string;
  readonly #settings: ThreadSettings;
  readonly #stop: AbortSignal;
  readonly #items: TurnItems;
  readonly #context: TurnContext | null;
  readonly #trigger: CompactorParts['trigger'];

  constructor(host: TurnHost, turnId: string, parts: CompactorParts) {
    this.#host = host;
    this.#turnId = turnId;
    this.#settings = parts.settings;
    this.#stop = parts.stop;
    this.#items = parts.items;
    this.#context = parts.context;
    this.#trigger = parts.trigger;
  }

  /** @throws WorkFailed, WorkStopped, DomainError `storage`, or the signal's reason */
  async run(): Promise<void> {
    const host = this.#host;
    await this.#askHooks('preCompact');
    const at = host.services.clock.now();
    const id = host.services.newId();
    const item: ThreadItem = { type: 'contextCompaction', id, startedAtMs: at, completedAtMs: null };
    this.#items.put(item);
    host.emit({ type: 'itemStarted', turnId: this.#turnId, item, at });
    const summary = await this.#summary();
    this.#replace(item, summaryMessage(summary));
    host.hooks.compacted();
    await this.#askHooks('postCompact');
  }

  async #askHooks(event: 'preCompact' | 'postCompact'): Promise<void> {
    const trigger = this.#trigger;
    const { stopped } = await this.#host.hooks.run({
      event,
      turnId: this.#turnId,
      settings: this.#settings,
      subject: trigger,
      told: { trigger },
      signal: this.#stop,
    });
    this.#stop.throwIfAborted();
    if (stopped !== null) throw new WorkStopped();
  }

  /** Asks until there is an answer. */
  #summary(): Promise<string> {
    const { services } = this.#host;
    const announce = (error: TurnError): void =>
      this.#host.emit({ type: 'turnError', turnId: this.#turnId, error, willRetry: true });
    const asking = { settings: this.#settings, signal: this.#stop, announce };
    let history = this.#host.history.input;
    return askAgain(services, asking, async () => {
      for (;;) {
        this.#stop.throwIfAborted();
        try {
          return await this.#ask(history);
        } catch (thrown) {
          // What does not fit the model's window loses its oldest items.
          if (!isTooLong(thrown) || history.length <= 1) throw thrown;
          history = history.slice(1);
        }
      }
    });
  }

  async #ask(history: readonly ModelItem[]): Promise<string> {
    const host = this.#host;
    const request = buildRequest({
      threadId: host.threadId,
      turnId: this.#turnId,
      originator: host.originator,
      subagent: host.subagent,
      kind: 'compaction',
      settings: this.#settings,
      facts: this.#facts,
      history: summaryInput(history, this.#settings.compactPrompt),
      tools: [],
      outputSchema: null,
    });
    const said: ModelItem[] = [];
    for await (const batch of host.services.model.stream(request, this.#stop)) {
      this.#stop.throwIfAborted();
      for (const event of batch) {
        if (this.#take(event, said)) return summaryIn(said);
      }
    }
    throw new ModelError({ kind: 'stream', message: 'stream closed before response.completed' });
  }

  /** Whether the answer is whole. */
  #take(event: ModelEvent, said: ModelItem[]): boolean {
    const host = this.#host;
    if (event.type === 'itemDone') {
      said.push(event.item);
      host.raw.passing(this.#turnId, event.item);
    }
    if (event.type === 'rateLimits') host.rateLimits = mergeRateLimits(host.rateLimits, event.rateLimits);
    if (event.type === 'created') this.#publishUsage();
    if (event.type !== 'completed') return false;
    host.raw.responseEnded(this.#turnId, event);
    const before = host.history.usage?.usage ?? null;
    if (event.usage !== null) this.#recordUsage(addUsage(before, event.usage, this.#window));
    this.#publishUsage();
    return true;
  }

  #replace(started: ThreadItem, message: string): void {
    const turnId = this.#turnId;
    const host = this.#host;
    const context = this.#context;
    const told = context === null ? [] : contextItems(null, context);
    const replacement = compactedHistory(host.history.input, { message, context: told });
    const at = host.services.clock.now();
    const item: ThreadItem = { ...started, completedAtMs: at };
    host.record([
      { type: 'compacted', message, replacement },
      ...(context === null ? [] : [{ type: 'turnContext' as const, turnId, settings: context.settings }]),
      { type: 'itemCompleted', turnId, item, at },
    ]);
    this.#items.put(item);
    host.context = context;
    const size = estimatedTokens(instructionsOf(this.#settings), replacement);
    // Told for whoever goes on with it.
    const { settings } = context ?? { settings: this.#settings };
    const window = reportedContextWindow(host.services.catalog.facts(settings.model), settings);
    this.#recordUsage(estimatedUsage(host.history.usage?.usage ?? null, size, window));
    this.#publishUsage();
    host.emit({ type: 'itemCompleted', turnId, item, at });
    if (host.services.behaviour.compactionIsAnnounced) host.emit({ type: 'compacted', turnId });
  }

  #recordUsage(usage: Parameters<typeof addUsage>[0] & object): void {
    const { rateLimits } = this.#host;
    this.#host.record([{ type: 'tokenUsage', turnId: this.#turnId, usage, rateLimits }]);
  }

  #publishUsage(): void {
    const host = this.#host;
    const usage = host.history.usage?.usage;
    if (usage !== undefined) host.emit({ type: 'tokenUsage', turnId: this.#turnId, usage });
    host.rateLimits ??= NO_RATE_LIMITS;
    host.emit({ type: 'rateLimits', rateLimits: host.rateLimits });
  }

  get #window(): number {
    return reportedContextWindow(this.#facts, this.#settings);
  }

  get #facts() {
    return this.#host.services.catalog.facts(this.#settings.model);
  }
}

function isTooLong(thrown: unknown): boolean {
  if (!(thrown instanceof ModelError)) return false;
  const { failure } = thrown;
  return failure.kind === 'failed' && failure.code === 'context_length_exceeded';
}
