// Agent: the domain's face towards the rooms. One Agent is one CODEX_HOME's worth of threads, turns and
// subscriptions; it knows connections only as opaque ids in the hub.

import type {
  DynamicToolSpec,
  ReviewTarget,
  Thread,
  ThreadMemoryMode,
  ThreadReadState,
  ThreadTokenUsage,
  Turn,
  UserInput,
} from '../protocol/index.js';
import type { DomainEvent, EventSink } from './events.js';
import type { ThreadAttachments } from './facts/attachments.js';
import type { Projects } from './facts/projects.js';
import type { ThreadSections } from './facts/sections.js';
import type { MetadataChange } from './facts/thread-notes.js';
import type { Goals } from './goal/goals.js';
import type { OnDemandReview } from './guardian/on-demand.js';
import type { Terminals, ThreadQuery } from './ports.js';
import type { RealtimeConversation } from './realtime/realtime-conversation.js';
import type { ModelItem } from './records.js';
import type { SettingsOverrides, ThreadSettings } from './settings.js';
import type { ElicitationPause } from './thread/elicitation-pause.js';
import type { QueuedTurns } from './thread/queued-turns.js';
import type { Sample, SampleRequest } from './thread/sample.js';
import type { SearchPage } from './thread/search.js';
import type { Said } from './thread/turn-pages.js';
import type { ToolNews } from './turn/tool-news.js';

export type ConnectionId = number;

/** Who listens to which thread. Delivery is synchronous and in order. */
export interface Hub extends EventSink {
  /** `attests`: the client offers to attest before the model is asked under an account; no by default. */
  attach(
    connection: ConnectionId,
    deliver: (event: DomainEvent) => void,
    offers?: { readonly attests?: boolean },
  ): void;
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
  /** Tools the client runs for the model. */
  dynamicTools?: readonly DynamicToolSpec[];
  /** Whether its clients are told items as the model sees them, while it is loaded. */
  rawEvents?: boolean;
  /** Kept as older versions keep threads; see ThreadMeta. */
  historyMode?: 'legacy';
  /** The project it belongs to. */
  projectId?: string | null;
  /** Who started it, in the client's words; null: nobody was named. */
  threadSource?: string | null;
  /** What people say of it from the beginning; null: nothing. */
  daybreakEnabled?: boolean | null;
  /** Judges what is left once its settings are settled, before there is a thread; may throw. */
  judge?: () => void;
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
  /** It goes with its source and is not listed by itself. */
  isAttached?: boolean;
  /** Who made it, in the client's words; null: nobody was named. */
  threadSource?: string | null;
  /** A fork for a review is announced at once, without its turns; any other after the answer. */
  purpose?: 'review';
}

export interface TurnInput {
  input: readonly UserInput[];
  clientUserMessageId: string | null;
  overrides: SettingsOverrides;
  outputSchema: unknown;
  /** The turn on whose behalf it is; itself by default. */
  rootTurnId?: string;
  /** In place of input. */
  toolNews?: ToolNews;
}

/** A loaded thread. Every method but `interrupt` is synchronous. */
export interface LiveThread {
  readonly id: string;
  readonly isRunning: boolean;
  /** Whether a first turn, or what was done to it, has made it something to keep. */
  readonly isMaterialized: boolean;
  readonly settings: ThreadSettings;
  /** The service tier that counts with its model; null: none in particular. */
  readonly serviceTier: string | null;
  /** From which turn on it is unread; null while there is nothing to keep. */
  readonly readState: ThreadReadState | null;
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
   * @throws DomainError `inputTooLarge` | `imageRemote`
   */
  startTurn(input: TurnInput): { turn: Turn; begin: () => void };
  /**
   * Adds input to the running turn. Its effects begin after the current task, so the answer goes out first.
   * @throws DomainError `noActiveTurn` | `turnMismatch` | `inputEmpty` | `inputTooLarge` | `imageRemote` | `turnNotSteerable` | `expectedTurnIdEmpty`
   */
  steer(input: TurnInput, expectedTurnId: string): { turnId: string };
  /**
   * Resolves when the end is certain and recorded; the events of the end follow in a later task, so that the
   * answer goes out first. @throws DomainError `noActiveTurn` | `turnMismatch` */
  interrupt(turnId: string): Promise<void>;
  /**
   * Has another model look at a change, in a turn of its own that replaces the one that runs. As with `startTurn`,
   * `begin` starts the work. @throws DomainError `reviewTargetEmpty`
   */
  review(target: ReviewTarget): { turn: Turn; begin: () => void };
  /**
   * Has the reviewer of approvals judge the call that is the last thing in the model's history, without making it.
   * @throws DomainError `callNotReviewable` | `guardianFailed`, or the signal's reason
   */
  reviewLastCall(signal: AbortSignal): Promise<OnDemandReview>;
  /** Questions put to a person elsewhere; while there are any, commands do not time out. */
  readonly elicitations: ElicitationPause;
  readonly realtime: RealtimeConversation;
  /** Changes what later turns run with; those who listen are told when anything is other than it was. */
  updateSettings(overrides: SettingsOverrides): void;
  /** Changes what a turn under way goes on with. @throws DomainError `modelUnknown` */
  adjustTurn(turnId: string, overrides: SettingsOverrides): 'applied' | 'targetUnavailable';
  /** Has the model summarise the history, in a turn of its own that begins when nothing runs any more. */
  compact(): void;
  /**
   * Runs a command for the user: in the turn that runs, else in one of its own. Its effects begin after the current
   * task.
   */
  runShellCommand(command: string): void;
  /** Processes of the model that their turns did not wait for. */
  readonly terminals: Terminals;
  /** For clients that give it input themselves. @throws DomainError `threadClosing` | `agentTakesNoInput` */
  assertDirect(): void;
  /** Adds items that only the model sees. @throws DomainError `storage` */
  injectItems(items: readonly ModelItem[]): Promise<void>;
  /** Forgets the last turns. @throws DomainError `rollbackDuringTurn` | `rollbackUnstored` */
  rollBack(numTurns: number): Promise<void>;
  /** Forgets a turn and all after it, ending one that runs. @throws DomainError `turnNotFound` | `threadEphemeral` */
  revertBefore(turnId: string): Promise<void>;
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
  /** Rejects when the server ends before anyone answered. */
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

export interface Attestations {
  /** What goes along with a request for the thread, as text; null when nobody offers to attest. Never rejects. */
  forThread(threadId: string): Promise<string | null>;
}

/**
 * Events caused by a call of the agent are emitted in a later task than the one that settles it (or, for
 * `startTurn`, at `begin`), so an answer sent when the promise settles precedes them. The exceptions, as
 * measured: the status change of a cold resume and of an archive come before the answer.
 */
export interface Agent {
  readonly hub: Hub;
  readonly pending: PendingRequests;
  readonly sections: ThreadSections;
  readonly projects: Projects;
  readonly attachments: ThreadAttachments;
  readonly queue: QueuedTurns;
  readonly goals: Goals;
  readonly attestations: Attestations;
  /** Asks everyone who is connected, about no thread. The first answer wins; without one it waits for `withdraw`. */
  askClients(method: string, params: unknown): ClientQuestion;
  /**
   * What the model would say to a prompt after the thread's last turn.
   * @throws DomainError `sampleInvalid` | `sampleSourceUnloaded` | `sampleSourceNotKept` | `sampleSourceBusy` | `sampleTurnOld` | `sampleFailed`
   */
  sample(threadId: string, wanted: SampleRequest, signal: AbortSignal): Promise<Sample>;
  startThread(input: StartThread): Promise<LiveThread>;
  /** Loads from the store or returns the live thread. Does not subscribe anyone. */
  resumeThread(input: ResumeThread): Promise<LiveThread>;
  forkThread(input: ForkThread): Promise<LiveThread>;
  /** @throws DomainError `threadIdMalformed` | `threadNotFound` */
  liveThread(threadId: string): LiveThread;
  /** @throws DomainError `threadIdMalformed` | `threadEphemeral` | `threadNotMaterialized` | `threadNotLoaded` */
  readThread(threadId: string, options: { turns: boolean }): Promise<Thread>;
  /** All that was said in it, in writing and by voice. @throws DomainError as `readThread` */
  readHistory(threadId: string): Promise<Said & Pick<Thread, 'historyMode'>>;
  listThreads(
    query: ThreadQuery,
  ): Promise<{ data: Thread[]; nextCursor: string | null; backwardsCursor: string | null }>;
  /** Stored threads in which `term` was said, letter case aside. @throws DomainError `cursorInvalid` */
  searchThreads(term: string, query: ThreadQuery): Promise<SearchPage>;
  /** Ids of loaded threads, ascending. */
  loadedThreadIds(): string[];
  /** Loaded threads take up the hooks that the configuration names now. */
  rereadHooks(): Promise<void>;
  setThreadName(threadId: string, name: string): Promise<void>;
  /** @throws DomainError `threadNotFound` | `threadEphemeral` | `projectNotFound` */
  updateMetadata(threadId: string, change: MetadataChange): Promise<Thread>;
  /** Whether it may be remembered across threads. @throws DomainError `threadNotFound` | `threadEphemeral` */
  setMemoryMode(threadId: string, mode: ThreadMemoryMode): Promise<void>;
  /** From which turn on a thread is unread; null while there is nothing to keep. */
  readStateOf(threadId: string): ThreadReadState | null;
  /** @throws DomainError `threadNotLoaded` | `readStateUnavailable` | `readStateChanged` */
  updateReadState(
    threadId: string,
    to: 'read' | 'unread',
    expectedRevision: string,
  ): Promise<ThreadReadState>;
  /**
   * A stored thread by its id or the path of its log, with its times in unix milliseconds; null when its id is unknown.
   * @throws DomainError `rolloutPathUnusable`
   */
  storedThread(
    where: { threadId: string } | { path: string },
  ): Promise<{ thread: Thread; createdAt: number; updatedAt: number } | null>;
  archiveThread(threadId: string): Promise<void>;
  /** Ends the thread and removes its log. @throws DomainError `rolloutNotFound` | `threadNotDeletable` */
  deleteThread(threadId: string): Promise<void>;
  unarchiveThread(threadId: string): Promise<Thread>;
  /** What became of the subscription; may unload the thread (Behaviour.unsubscribeUnloads). */
  unsubscribe(
    connection: ConnectionId,
    threadId: string,
  ): Promise<'unsubscribed' | 'notSubscribed' | 'notLoaded'>;
  /** Unloads every thread, ending what runs in it. */
  closeThreads(): Promise<void>;
  readonly runningTurns: number;
  /** Resolves when no turn runs. */
  whenIdle(): Promise<void>;
  /** Ends every turn and closes every log. */
  shutdown(): Promise<void>;
}
