// Agent: the domain's face towards the rooms. One Agent is one CODEX_HOME's worth of threads, turns and
// subscriptions; it knows connections only as opaque ids in the hub.

import type { Thread, Turn, UserInput } from '../protocol/index.js';
import type { DomainEvent, EventSink } from './events.js';
import type { ThreadQuery } from './ports.js';
import type { ModelItem } from './records.js';
import type { SettingsOverrides, ThreadSettings } from './settings.js';

export type ConnectionId = number;

/** Who listens to which thread. Delivery is synchronous and in order. */
export interface Hub extends EventSink {
  attach(connection: ConnectionId, deliver: (event: DomainEvent) => void): void;
  /** Forgets the connection and its subscriptions; threads and turns live on. */
  detach(connection: ConnectionId): void;
  subscribe(connection: ConnectionId, threadId: string): void;
  isSubscribed(connection: ConnectionId, threadId: string): boolean;
  subscriberCount(threadId: string): number;
}

export interface StartThread {
  overrides: SettingsOverrides;
  /** Dotted config overrides of this thread alone. */
  config: Readonly<Record<string, unknown>> | null;
  ephemeral: boolean;
  /** clientInfo.name of the caller; becomes the originator of the rollout and of model requests. */
  originator: string;
}

export interface ResumeThread {
  threadId: string;
  path: string | null;
  history: readonly ModelItem[] | null;
  overrides: SettingsOverrides;
  config: Readonly<Record<string, unknown>> | null;
  originator: string;
}

export interface ForkThread {
  threadId: string;
  path: string | null;
  /** Keep turns up to and including this one. */
  lastTurnId: string | null;
  /** Keep turns before this one. */
  beforeTurnId: string | null;
  overrides: SettingsOverrides;
  config: Readonly<Record<string, unknown>> | null;
  ephemeral: boolean;
  originator: string;
}

export interface TurnInput {
  input: readonly UserInput[];
  clientUserMessageId: string | null;
  overrides: SettingsOverrides;
  outputSchema: unknown;
}

/** A loaded thread. Every method but `interrupt` and `unload` is synchronous. */
export interface LiveThread {
  readonly id: string;
  readonly settings: ThreadSettings;
  /**
   * The thread as it is at this very moment, the running turn and its partial items included.
   * A connection subscribed in the same synchronous step sees every later event and no earlier one.
   */
  snapshot(options: { turns: boolean }): Thread;
  /**
   * Accepts input. `turn` is what the caller is told; `begin` starts the work and must be called once, after the
   * answer is on its way, so that no event overtakes it. During a running turn the input is steered into it.
   * @throws DomainError `inputTooLarge`
   */
  startTurn(input: TurnInput): { turn: Turn; begin(): void };
  /** @throws DomainError `noActiveTurn` | `turnMismatch` | `inputEmpty` | `inputTooLarge` | `turnNotSteerable` | `expectedTurnIdEmpty` */
  steer(input: TurnInput, expectedTurnId: string): { turnId: string };
  /** Resolves when the turn has ended as interrupted. @throws DomainError `noActiveTurn` | `turnMismatch` */
  interrupt(turnId: string): Promise<void>;
}

export interface Agent {
  readonly hub: Hub;
  startThread(input: StartThread): Promise<LiveThread>;
  /** Loads from the store or returns the live thread. Does not subscribe anyone. */
  resumeThread(input: ResumeThread): Promise<LiveThread>;
  forkThread(input: ForkThread): Promise<LiveThread>;
  /** @throws DomainError `threadIdMalformed` | `threadNotFound` */
  liveThread(threadId: string): LiveThread;
  readThread(threadId: string, options: { turns: boolean }): Promise<Thread>;
  listThreads(
    query: ThreadQuery,
  ): Promise<{ data: Thread[]; nextCursor: string | null; backwardsCursor: string | null }>;
  /** Ids of loaded threads, ascending. */
  loadedThreadIds(): string[];
  setThreadName(threadId: string, name: string): Promise<void>;
  archiveThread(threadId: string): Promise<void>;
  unarchiveThread(threadId: string): Promise<Thread>;
  /** What became of the subscription; may unload the thread (Behaviour.unsubscribeUnloads). */
  unsubscribe(
    connection: ConnectionId,
    threadId: string,
  ): Promise<'unsubscribed' | 'notSubscribed' | 'notLoaded'>;
  readonly runningTurns: number;
  /** Resolves when no turn runs. */
  whenIdle(): Promise<void>;
  /** Ends every turn and closes every log. */
  shutdown(): Promise<void>;
}
