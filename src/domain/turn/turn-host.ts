// What a turn needs from the thread it runs in, and from the agent around that. Implemented by the live thread.

import type { RateLimitSnapshot } from '../../protocol/index.js';
import type { Clock } from '../../util/clock.js';
import type { Behaviour } from '../behaviour.js';
import type { ThreadEvent } from '../events.js';
import type { HostFacts, ImageReader, ModelCatalog, ModelClient, ToolContext, ToolRunner } from '../ports.js';
import type { HistoryRecord } from '../records.js';
import type { ThreadHistory } from '../thread/history.js';
import type { TurnContext } from './model-request.js';
import type { TurnOutcome } from './turn-machine.js';

/** What all turns of an agent share. */
export interface TurnServices {
  readonly behaviour: Behaviour;
  readonly clock: Clock;
  readonly model: ModelClient;
  readonly catalog: ModelCatalog;
  readonly images: ImageReader;
  readonly machine: HostFacts;
  readonly tools: ToolRunner;
  newId(): string;
  /** From 0 to 1. */
  random(): number;
  /** Runs a task after the present one, when answers to it are on their way. */
  defer(task: () => void): void;
}

/** What the turns of one thread share. */
export interface TurnHost {
  readonly services: TurnServices;
  readonly threadId: string;
  readonly originator: string;
  readonly history: ThreadHistory;
  /** What the model has been told of its surroundings; null: nothing yet. */
  context: TurnContext | null;
  rateLimits: RateLimitSnapshot | null;
  /** Appends to the log, then to the history. @throws DomainError `storage` */
  record(records: readonly HistoryRecord[]): void;
  /** Makes what was recorded survive the machine. @throws DomainError `storage` */
  sync(): Promise<void>;
  emit(event: ThreadEvent): void;
  /** The turn is about to be announced: the status becomes active. */
  turnStarting(): void;
  /** The turn's outcome is about to be announced: the status changes, the history takes over. */
  turnEnding(outcome: TurnOutcome): void;
  /** The end is announced: questions of the turn that nobody answered are void. */
  turnEnded(turnId: string): void;
  /** Someone has something to read. */
  markUnread(turnId: string): void;
  ask(turnId: string, question: Parameters<ToolContext['ask']>[0]): ReturnType<ToolContext['ask']>;
}
