// What a turn writes into the log, in the order real rollouts have it: start, context, input, items, outputs, end.
// Everything is recorded before it is announced.

import type { ThreadItem, ThreadTokenUsage } from '../../protocol/index.js';
import type { FoundEnvironment } from '../environments/environment.js';
import type { HistoryRecord, ModelItem } from '../records.js';
import { accessLines } from './access-text.js';
import { contextItems, type TurnContext, turnAbortedItem } from './model-request.js';
import { instructionsFor, personalityText, saysPersonality } from './personality.js';
import { recordedFor } from './pictures-and-sounds.js';
import { instructionsOf } from './prompts.js';
import { reportedContextWindow } from './token-usage.js';
import { newsItem } from './tool-news.js';
import { toolThreadOf } from './tool-thread.js';
import type { TurnHost } from './turn-host.js';
import { isToolNews, type QueuedInput, type TurnSpec } from './turn-spec.js';
import type { TurnOutcome } from './turn-state.js';

/** What others had to be asked for. */
interface Surroundings {
  /** By the clock the turn goes by, in unix milliseconds; null: this machine's. */
  readonly at: number | null;
  /** As of EnvironmentFacts. */
  readonly found?: readonly FoundEnvironment[] | undefined;
}

/** Writes the records of one turn. Every method throws DomainError `storage` when the log fails. */
export class TurnRecorder {
  readonly #host: TurnHost;
  readonly #spec: TurnSpec;
  #startedAt: number | null = null;
  #hasToldContext = false;
  #surroundings: Surroundings = { at: null };

  constructor(host: TurnHost, spec: TurnSpec) {
    this.#host = host;
    this.#spec = spec;
  }

  /** Opens the turn in the log, once. Returns when it started, in unix milliseconds. */
  start(): number {
    if (this.#startedAt !== null) return this.#startedAt;
    const { turnId, rootTurnId, settings } = this.#spec;
    const at = this.#host.services.clock.now();
    this.#startedAt = at;
    const facts = this.#host.services.catalog.facts(settings.model);
    this.#host.record([
      {
        type: 'turnStarted',
        turnId,
        ...(rootTurnId === undefined ? {} : { rootTurnId }),
        at,
        contextWindow: reportedContextWindow(facts, settings),
      },
    ]);
    return at;
  }

  get hasToldContext(): boolean {
    return this.#hasToldContext;
  }

  /** Tells the model its surroundings, once a turn, or what has changed about them. */
  tellContext(surroundings: Surroundings = { at: null }): void {
    if (this.#hasToldContext) return;
    this.#hasToldContext = true;
    this.#surroundings = surroundings;
    const context = this.surroundings();
    const { turnId, settings } = this.#spec;
    const { context: before, history, services } = this.#host;
    const told = services.behaviour.projectInstructionsFollowFolder ? history.input : null;
    this.#host.record([
      ...contextItems(before, context, told).map((item) => this.#modelItem(item)),
      { type: 'turnContext', turnId, settings },
    ]);
    this.#host.context = context;
  }

  /** Leaves it to the next turn: this one ends before the model is asked. */
  leaveContext(): void {
    this.#hasToldContext = true;
  }

  /** Records what a client sent; returns it as an item. */
  input(input: QueuedInput, message: ModelItem): ThreadItem {
    const { clock, newId } = this.#host.services;
    const at = clock.now();
    if (isToolNews(input)) {
      const item = newsItem(input, `fco_${newId()}`, at);
      this.#host.record([this.#modelItem({ ...message, id: item.id }), this.#item(item, at)]);
      return item;
    }
    const item: ThreadItem = {
      type: 'userMessage',
      id: newId(),
      clientId: input.clientId,
      content: [...input.content],
      startedAtMs: at,
      completedAtMs: at,
    };
    this.#host.record([this.#modelItem(message), this.#item(item, at)]);
    return item;
  }

  /** Records a finished item and what it was made from. */
  item(item: ThreadItem, source: ModelItem | null, at: number): void {
    const records = source === null ? [] : [this.#modelItem(source)];
    if (this.#isKept(item)) records.push(this.#item(item, at));
    this.#host.record(records);
  }

  /** Records items that only the model sees. */
  modelItems(items: readonly ModelItem[]): void {
    if (items.length > 0) this.#host.record(items.map((item) => this.#modelItem(item)));
  }

  usage(usage: ThreadTokenUsage): void {
    const { turnId } = this.#spec;
    this.#host.record([{ type: 'tokenUsage', turnId, usage, rateLimits: this.#host.rateLimits }]);
  }

  end(outcome: TurnOutcome, lastAgentMessage: string | null): void {
    const { turnId } = this.#spec;
    const at = this.#host.services.clock.now();
    this.start();
    switch (outcome.status) {
      case 'completed':
        this.#host.record([{ type: 'turnCompleted', turnId, lastAgentMessage, at }]);
        break;
      case 'failed':
        this.#host.record([
          { type: 'turnFailed', turnId, error: outcome.error, at },
          { type: 'turnCompleted', turnId, lastAgentMessage: null, at },
        ]);
        break;
      case 'interrupted':
        this.#host.raw.mark(() =>
          this.#host.record([
            this.#modelItem(turnAbortedItem({ isInTeam: this.#host.team !== null })),
            { type: 'turnAborted', turnId, reason: outcome.reason, at },
          ]),
        );
        break;
    }
  }

  /** What the model is to know of where it is. */
  surroundings(): TurnContext {
    const { machine, clock, tools, catalog, behaviour } = this.#host.services;
    const { settings } = this.#spec;
    const { found } = this.#surroundings;
    const { team, history } = this.#host;
    const facts = catalog.facts(settings.model);
    const first = catalog.facts(history.firstModel ?? settings.model);
    return {
      settings,
      instructions: instructionsFor(facts, settings.personality) ?? instructionsOf(settings),
      personality: personalityText(facts, settings, first),
      saysPersonality: saysPersonality(facts, settings),
      lastModel: history.context?.model ?? null,
      skills: this.#host.offers.skills,
      plugins: this.#host.offers.plugins,
      apps: tools.apps.text(this.#host.threadId, facts.known),
      putAway: tools.putAway(toolThreadOf(this.#host, settings)),
      team: team?.hint ?? null,
      teamModeAt: (effort) => team?.modeAt(effort) ?? null,
      voice: this.#host.realtime.agentWords,
      environment: {
        cwd: settings.cwd,
        shell: machine.shell,
        date: machine.date(this.#surroundings.at ?? clock.now()),
        timezone: machine.timezone(),
        access: accessLines(settings, { tellsFiles: behaviour.surroundingsTellFiles }),
        ...(found === undefined ? {} : { found }),
      },
    };
  }

  #isKept(item: ThreadItem): boolean {
    const isEmpty = item.type === 'agentMessage' && item.text === '';
    return !isEmpty || this.#host.services.behaviour.keepsEmptyMessages;
  }

  #modelItem(item: ModelItem): HistoryRecord {
    const { turnId, settings } = this.#spec;
    return {
      type: 'modelItem',
      turnId,
      item: recordedFor(this.#host.services.catalog.facts(settings.model), item),
    };
  }

  #item(item: ThreadItem, at: number): HistoryRecord {
    return { type: 'itemCompleted', turnId: this.#spec.turnId, item, at };
  }
}
