// Agent: the domain's face towards the rooms. One Agent is one CODEX_HOME's worth of threads, turns and
// subscriptions; it knows connections only as opaque ids in the hub.

import type { Thread, ThreadTokenUsage, Turn, UserInput } from '../protocol/index.js';
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
  /** Whether there was a subscription to end. Never unloads the thread; Agent.unsubscribe does that. */
  unsubscribe(connection: ConnectionId, threadId: string): boolean;
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

/** A loaded thread. Every method but `interrupt` is synchronous. */
export interface LiveThread {
  readonly id: string;
  readonly settings: ThreadSettings;
  /** The first turn nobody has marked as read, with an opaque revision; null before the first finished turn. */
  readonly readState: { firstUnreadTurnId: string; revision: string } | null;
  /** What the thread has used so far, and the turn that used it last; null before any was reported. */
  readonly tokenUsage: { turnId: string; usage: ThreadTokenUsage } | null;
  /**
   * The thread as it is at this very moment, the running turn and its partial items included.
   * A connection subscribed in the same synchronous step sees every later event and no earlier one.
   */
  snapshot(options: { turns: boolean }): Thread;
  /**
   * Accepts input. `turn` is what the caller is told; `begin` starts the work and is to be called when the answer
   * is on its way, so that no event overtakes it; a later task begins it otherwise. During a running turn the
   * input is steered into it.
   * @throws DomainError `inputTooLarge`
   */
  startTurn(input: TurnInput): { turn: Turn; begin: () => void };
  /**
   * Adds input to the running turn. Its effects begin after the current task, so the answer goes out first.
   * @throws DomainError `noActiveTurn` | `turnMismatch` | `inputEmpty` | `inputTooLarge` | `turnNotSteerable` | `expectedTurnIdEmpty`
   */
  steer(input: TurnInput, expectedTurnId: string): { turnId: string };
  /**
   * Resolves when the end is certain and recorded; the events of the end follow in a later task, so that the
   * answer goes out first. @throws DomainError `noActiveTurn` | `turnMismatch` */
  interrupt(turnId: string): Promise<void>;
}

/** A question to the clients that nobody has answered yet. */
export interface PendingRequest {
  readonly requestId: number;
  readonly threadId: string;
  readonly turnId: string;
  readonly method: string;
  readonly params: unknown;
}

/** A question to everyone who is connected. */
export interface ClientQuestion {
  readonly answer: Promise<{ result: unknown } | { error: { code: number; message: string } }>;
  /** Nobody waits for the answer any more. */
  withdraw(): void;
}

/** Questions to clients. Ids are integers from 0, one counter for the whole process; the first answer wins. */
export interface PendingRequests {
  /** Unanswered questions of a thread, oldest first. */
  of(threadId: string): readonly PendingRequest[];
  /**
   * Marks the thread's questions as sent to a connection that has just joined, and returns them to be sent
   * under their original ids.
   */
  resend(connection: ConnectionId, threadId: string): readonly PendingRequest[];
  /** False when the id is unknown, answered already, or was never sent to this connection. */
  answer(
    connection: ConnectionId,
    requestId: number,
    reply: { result: unknown } | { error: { code: number; message: string } },
  ): boolean;
}

/**
 * Events caused by a call of the agent are emitted in a later task than the one that settles it (or, for
 * `startTurn`, at `begin`), so an answer sent when the promise settles precedes them. The exceptions, as
 * measured: the status change of a cold resume and of an archive come before the answer.
 */
export interface Agent {
  readonly hub: Hub;
  readonly pending: PendingRequests;
  /** Asks everyone who is connected, about no thread. The first answer wins; without one it waits for `withdraw`. */
  askClients(method: string, params: unknown): ClientQuestion;
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
