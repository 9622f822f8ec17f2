// Ports: what the domain needs from the world. Implementations live in adapters/ and meet the domain in
// server/compose.ts only.

import type { DynamicToolSpec, RateLimitSnapshot, ThreadGoal, ThreadItem } from '../protocol/index.js';
import type { Cancel } from '../util/clock.js';
import type { ThreadAgents } from './agents/agent-ports.js';
import type { ThreadTeam } from './agents/team-ports.js';
import type { ModelNotice, ThreadEvent } from './events.js';
import type { ReviewVerdict, ReviewWish } from './guardian/dialect.js';
import type { Permit } from './hooks/hook.js';
import type { ModelItem, ThreadMeta } from './records.js';
import type { ThreadSettings } from './settings.js';

export type { StoredThread, ThreadLog, ThreadPage, ThreadQuery, ThreadStore } from './thread-store.js';

/** One request to a Responses API. */
export interface ModelRequest {
  threadId: string;
  turnId: string;
  provider: string;
  /** What the thread's own configuration says of it; nothing by default. */
  providerConfig?: ThreadSettings['providerConfig'];
  model: string;
  /** clientInfo.name of the thread's creator; sent as a header. */
  originator: string;
  /** Kind of the helper that asks, such as `review`; null: none. Sent as a header. */
  subagent: string | null;
  /** Its place in a team of agents; absent: it is in none. */
  agentPath?: string;
  /** What is asked for; sent in the turn's metadata. */
  kind: 'turn' | 'compaction';
  /** Short word for the sandbox of this turn; sent in the turn's metadata. */
  sandbox: string;
  instructions: string;
  input: readonly ModelItem[];
  tools: readonly unknown[];
  /** The model reads of its tools as the first item of its input. */
  readsTools: boolean;
  /** Null: it is not asked to reason. */
  reasoning: { effort: string | null; summary: string | null; context: string | null } | null;
  /** How wordy it is to be; null: as it likes. */
  verbosity: string | null;
  /** It may make several calls at once. */
  callsInParallel: boolean;
  serviceTier: string | null;
  /** JSON schema of the final answer, or null. */
  outputSchema: unknown;
  /** The provider need not see to it that the answer follows the schema. */
  isSchemaLoose: boolean;
}

export interface ModelUsage {
  inputTokens: number;
  cachedInputTokens: number;
  cacheWriteInputTokens: number;
  outputTokens: number;
  reasoningOutputTokens: number;
  totalTokens: number;
}

/** What a Responses stream says, one member per SSE event the agent acts on. */
export type ModelEvent =
  /** The answer's headers are here; `model` is the model that serves it, when the provider says so. */
  | { type: 'created'; model: string | null }
  | { type: 'rateLimits'; rateLimits: RateLimitSnapshot }
  | { type: 'itemAdded'; item: ModelItem }
  | { type: 'textDelta'; delta: string }
  | { type: 'reasoningSummaryPartAdded'; summaryIndex: number }
  | { type: 'reasoningSummaryDelta'; summaryIndex: number; delta: string }
  | { type: 'reasoningTextDelta'; contentIndex: number; delta: string }
  /** More of the input of the call that was added last. */
  | { type: 'callInputDelta'; delta: string }
  | { type: 'itemDone'; item: ModelItem }
  | { type: 'notices'; notices: readonly ModelNotice[] }
  /** `reportedUsage`: as the provider said it; null when it said nothing. */
  | { type: 'completed'; responseId: string; usage: ModelUsage | null; reportedUsage: unknown };

/** Why a request to the model failed; domain/turn/failure.ts decides on retry and wording. */
export type ModelFailure =
  | {
      kind: 'http';
      status: number;
      reason: string;
      body: string;
      url: string;
      headers: Readonly<Record<string, string>>;
      /** What the answer's headers said of the limits; null when nothing. */
      rateLimits: RateLimitSnapshot | null;
    }
  /** No answer came; `refused` when not even a connection did. */
  | { kind: 'connection'; message: string; url: string; refused: boolean }
  | { kind: 'stream'; message: string }
  | { kind: 'idle' }
  | { kind: 'failed'; code: string | null; message: string }
  | { kind: 'incomplete'; reason: string }
  /** The provider wants other credentials, and there are none. */
  | { kind: 'credentials'; message: string; isPermanent: boolean }
  /** The provider is one that nobody is to reach from here. */
  | { kind: 'notReached'; message: string };

/** Thrown by ModelClient.stream; never carries a credential. */
export class ModelError extends Error {
  readonly failure: ModelFailure;

  constructor(failure: ModelFailure, options?: { cause?: unknown }) {
    super(
      'isPermanent' in failure || failure.kind === 'notReached' ? failure.message : failure.kind,
      options,
    );
    this.name = 'ModelError';
    this.failure = failure;
  }
}

/** How often and how long a provider may be tried. */
export interface ModelRetryPolicy {
  requestMaxRetries: number;
  streamMaxRetries: number;
  streamIdleTimeoutMs: number;
}

export interface ModelClient {
  retryPolicy(of: Pick<ThreadSettings, 'modelProvider' | 'providerConfig'>): ModelRetryPolicy;
  /** A thread will ask this provider: what takes time can be got now. What goes wrong shows when it asks. */
  prepare?(of: Pick<ThreadSettings, 'modelProvider' | 'providerConfig'>): void;
  /**
   * Streams one response. Events come in batches, one batch per network chunk, so that a long stream costs
   * few awaits. Ends after `completed`.
   * @throws ModelError, or the signal's reason when aborted
   */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<readonly ModelEvent[]>;
}

export type { ModelCatalog, ModelFacts } from './model-facts.js';

/** Reads an image a user message names by path. Never throws: a problem is told to the model in words. */
export interface ImageReader {
  /** `isFile`: there is one, but it holds no picture. */
  read(path: string): Promise<{ dataUrl: string } | { problem: string; isFile: boolean }>;
  /** For a model that asks to see a file itself. */
  view(path: string): Promise<{ dataUrl: string } | ImageProblem>;
}

/** Reads what is to wait with the input of a turn. */
export interface AttachmentReader extends Pick<ImageReader, 'view'> {
  /** A recording, told by its name. `problem`: the system's words; null where it is in no known format. */
  sound(path: string): Promise<{ dataUrl: string } | { problem: string | null }>;
}

/** Keeps the pictures that the provider makes. */
export interface GeneratedImages {
  /** The file; undefined when there is none: what was made is no picture, or the disk did not take it. */
  save(threadId: string, id: string, base64: string): string | undefined;
}

/** What users send by path. */
export interface UserFiles extends ImageReader, AttachmentReader {}

/** What lies in a folder, by its own name. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: 'folder' | 'file' | 'link' | 'other';
}

/** `detail`: the system's words, or for `unsupported` the kind of file it is. */
export interface ImageProblem {
  readonly problem: 'unreadable' | 'notAFile' | 'unsupported';
  readonly detail: string;
}

/** What the model is told about this machine. */
export interface HostFacts {
  /** Name of the user's shell, for example `bash`. */
  readonly shell: string;
  /** Where it lies; absolute. */
  readonly shellPath: string;
  /** Where the shell lies that a model asks for, by name or path; `/bin/sh` for what is no known shell, or not here. */
  shellNamed(shell: string): string;
  /** IANA name of the time zone. */
  timezone(): string;
  /** Local calendar date of `at` (unix milliseconds) as YYYY-MM-DD. */
  date(at: number): string;
}

/** A call the model asked for. `input` is the JSON text of a function call or a search, or the free text of a custom one. */
export interface ToolCall {
  readonly kind: 'function' | 'custom' | 'search';
  readonly callId: string;
  /** The group the tool belongs to; null: none. */
  readonly namespace: string | null;
  readonly name: string;
  readonly input: string;
  /** A script of the model's makes it. */
  readonly isScripted?: true;
}

/** The group of tools that are in none, where models read of them; calls may name it or not. */
export const PLAIN_GROUP = 'functions';

/** What the model is told of a finished call: text, or content parts. */
export interface ToolOutput {
  readonly output: string | readonly unknown[];
  /** What hooks are told that it said, where that is something else; a command that still runs has said nothing. */
  readonly said?: unknown;
  /** What a script gets, where that is something else. */
  readonly value?: unknown;
  /** Nothing was done, or it failed: hooks hear nothing of it. */
  readonly isRefused?: true;
}

/** The thread's goal, as the model sees and changes it. */
export interface OwnGoal {
  readonly goal: ThreadGoal | null;
  /**
   * Null when there is one that is not reached.
   * @throws DomainError `goalObjectiveEmpty` | `goalObjectiveTooLong` | `goalBudgetNotPositive`
   */
  create(turnId: string, objective: string, tokenBudget: number | null): ThreadGoal | null;
  /** Null when there is none. */
  update(turnId: string, status: 'complete' | 'blocked' | 'paused'): ThreadGoal | null;
}

/** For whom tools are offered and called. */
export interface ToolThread {
  readonly threadId: string;
  readonly settings: ThreadSettings;
  /** As of TurnHost: a helper, or null for the thread itself. */
  readonly subagent: string | null;
  /** Tools of the client that started the thread. */
  readonly dynamicTools: readonly DynamicToolSpec[];
  /** Null where the thread cannot have one. */
  readonly goal: OwnGoal | null;
  /** Null where it may have no sub-agents. */
  readonly agents: ThreadAgents | null;
  /** The same in the newer way; at most one of the two is there. */
  readonly team: ThreadTeam | null;
  /** Which tools its scripts may call, by the names they have there; all by default. */
  readonly mayCall?: (name: string) => boolean;
}

/**
 * What a tool may do while it runs. It must stop when `signal` aborts. Items it starts it must complete, be it after
 * the turn has ended; when the thread's log takes no more, completing throws.
 */
export interface ToolContext extends ToolThread {
  /** Of the whole tree of agents: the id of the thread that a client started. */
  readonly sessionId: string;
  readonly turnId: string;
  /** Of the turn that a client started, where this is one of an agent. */
  readonly rootTurnId: string;
  /** Where the call runs; absent: where all of the thread's do. */
  readonly environmentId?: string;
  readonly signal: AbortSignal;
  /** Resolves when the response that made the call is over, and what it used is known. */
  readonly responded: Promise<void>;
  /** Resolves when somebody has given the turn input that the model does not know yet. */
  steered(): Promise<void>;
  startItem(item: ThreadItem): void;
  /** Announces and keeps an item; one that was not started before counts as started now. */
  completeItem(item: ThreadItem): void;
  emit(event: ThreadEvent): void;
  /** Runs `task` after `ms` milliseconds; they stand still while a person is asked outside of this protocol. */
  setTimeout(task: () => void, ms: number): Cancel;
  /** Has an action reviewed that wants consent; null where people are asked. @throws when the turn ends first */
  readonly review: ((wish: ReviewWish) => Promise<ReviewVerdict>) | null;
  /** Nobody's consent is missing: what follows does something. Throws in a call that is only rehearsed. */
  goAhead(): void;
  /** Tells the model something, after what the call and those beside it have come to. */
  tell(text: string): void;
  /** Tells the model something with its next round, which comes if there was to be none. */
  hear(item: ModelItem): void;
  /** Makes another call, as the model would; until `signal` aborts. */
  call(call: ToolCall, signal: AbortSignal): Promise<ToolOutput>;
  /** Ends the turn as its user would. */
  interruptTurn(): void;
  /** What hooks say in the place of people about to be asked; `description` is the reason people would read. */
  permit(description: string | null): Promise<Permit>;
  /** Asks the clients; while it waits, the thread's status carries `flag`. @throws when the turn ends first */
  ask(question: {
    method: string;
    params: unknown;
    flag: 'waitingOnApproval' | 'waitingOnUserInput' | null;
    /** Runs when the status shows the flag, before the question goes out. */
    onAsking?: () => void;
  }): Promise<{ result: unknown } | { error: { code: number; message: string } }>;
}

/** A loaded thread, as its tools keep it until it is released. */
export interface ToolHost {
  readonly threadId: string;
  readonly cwd: string;
  /** Dotted config overrides of this thread alone. */
  readonly config: Readonly<Record<string, unknown>> | null;
  /** As they are now. */
  settings(): ThreadSettings;
  emit(event: ThreadEvent): void;
  /** Asks the clients outside of any turn. */
  ask: ToolContext['ask'];
}

/** A process of the model that its turn did not wait for. */
export interface Terminal {
  readonly itemId: string;
  readonly processId: number;
  /** As the model wrote it. */
  readonly command: string;
  readonly cwd: string;
}

/** Those of one thread that still run, oldest first. Their items complete when they have ended. */
export interface Terminals {
  list(): readonly Terminal[];
  /** Whether there was one to end. */
  terminate(processId: number): boolean;
  clean(): void;
}

/** How far a call came that was not to do anything; `nothing`: to its end, without consent and without an effect. */
export type Rehearsal =
  | { readonly type: 'unavailable' | 'unsupported' | 'nothing' }
  | { readonly type: 'refused'; readonly message: string };

/** The tools of an agent. A call of an unknown tool is answered in words, never thrown. */
export interface ToolRunner {
  /**
   * The thread is loaded: starts what its tools need; what it returns tells of it.
   * @throws DomainError when something does not start that must
   */
  open(host: ToolHost): Promise<() => void>;
  /** Resolves when tools that are still being started can be offered; null: nothing to wait for. */
  ready(threadId: string): Promise<void> | null;
  /** What the model is told of the apps of the user's account. */
  readonly apps: {
    /** Resolves when they can be told of; null: nothing to wait for. */
    ready(threadId: string): Promise<void> | null;
    /** Null: nothing. */
    text(threadId: string, isKnownModel: boolean): string | null;
  };
  /** Tool definitions as the Responses API takes them. */
  offered(thread: ToolThread): readonly unknown[];
  /** Definitions of groups with those that the model has to look for, as it is told of them. */
  putAway(thread: ToolThread): readonly unknown[];
  run(call: ToolCall, context: ToolContext): Promise<ToolOutput>;
  /**
   * Goes through a call up to the moment in which it would do something, where `context` stops it by throwing from
   * `goAhead`, `review` or `ask`. Resolves with what stands in its way before.
   */
  rehearse(call: ToolCall, context: ToolContext): Promise<Rehearsal>;
  /** Whether there is a tool that takes the call. */
  knows(call: ToolCall, thread: ToolThread): boolean;
  /** What the model is told of a call that was stopped after that many seconds. */
  stopped(call: ToolCall, seconds: number): ToolOutput;
  /**
   * Runs a command for the user, outside of any sandbox, as an item of the turn; resolves with what the model is told
   * of it, also when it was stopped.
   */
  runForUser(command: string, context: ToolContext): Promise<string>;
  terminals(threadId: string): Terminals;
  /** A turn has begun in which what runs on from turns before may act. */
  attend(threadId: string, context: () => ToolContext): void;
  /** Clients know that a turn has begun, which may have other plug-ins than the one before. */
  turnStarted(threadId: string, settings: ThreadSettings): void;
  /** A turn has ended, whatever became of it: what was kept for it may go. */
  turnEnded(threadId: string, turnId: string): void;
  /** The thread is about to be unloaded: ends everything that runs for it, completing its items. */
  release(threadId: string): Promise<void>;
}

/** Reads the working folder's git state; null outside a repository. */
export interface GitReader {
  read(cwd: string): Promise<ThreadMeta['git']>;
}
