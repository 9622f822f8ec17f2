// Ports: what the domain needs from the world. Implementations live in adapters/ and meet the domain in
// server/compose.ts only.

import type {
  RateLimitSnapshot,
  SortDirection,
  ThreadItem,
  ThreadSortKey,
  ThreadSourceKind,
} from '../protocol/index.js';
import type { HistoryRecord, ModelItem, ThreadMeta } from './records.js';
import type { SettingsOverrides, ThreadSettings } from './settings.js';

/**
 * The append-only log of one thread. `append` is synchronous: when it returns, the records survive the death
 * of this process (not of the machine); `sync` makes them survive the machine too.
 * Nothing is created on disk before the first append.
 * @throws DomainError `storage`
 */
export interface ThreadLog {
  readonly path: string;
  append(records: readonly HistoryRecord[]): void;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** A thread as it lies in the store. Times are unix milliseconds. */
export interface StoredThread {
  meta: ThreadMeta;
  path: string;
  archived: boolean;
  name: string | null;
  preview: string;
  updatedAt: number;
  /** Of the last turn context, when the store knows them. */
  model?: string | null;
  reasoningEffort?: ThreadSettings['effort'];
}

export interface ThreadQuery {
  cursor: string | null;
  limit: number | null;
  sortKey: ThreadSortKey;
  sortDirection: SortDirection;
  modelProviders: readonly string[] | null;
  sourceKinds: readonly ThreadSourceKind[] | null;
  archived: boolean;
  cwd: readonly string[] | null;
  searchTerm: string | null;
}

export interface ThreadPage {
  threads: StoredThread[];
  nextCursor: string | null;
  backwardsCursor: string | null;
}

/** The threads of one CODEX_HOME. Shared with other processes, the real server among them. */
export interface ThreadStore {
  /** A log for a new thread; its path is decided now, the file appears at the first append. */
  create(meta: ThreadMeta): ThreadLog;
  /**
   * Opens a log for appending. Nothing is written until the first append (mtime stays).
   * @throws DomainError `rolloutNotFound` | `threadArchived` | `rolloutUnreadable` | `threadHasOtherWriter`
   */
  open(
    where: { threadId: string } | { path: string },
  ): Promise<{ thread: StoredThread; records: HistoryRecord[]; log: ThreadLog }>;
  /** Reads without the right to append; archived threads too. Null when unknown. */
  read(threadId: string): Promise<{ thread: StoredThread; records: HistoryRecord[] } | null>;
  /** The head only. Null when unknown. */
  find(threadId: string): Promise<StoredThread | null>;
  /** @throws DomainError `cursorInvalid` */
  list(query: ThreadQuery): Promise<ThreadPage>;
  /** @throws DomainError `rolloutNotFound` */
  archive(threadId: string): Promise<void>;
  /** @throws DomainError `archivedRolloutNotFound` */
  unarchive(threadId: string): Promise<StoredThread>;
  setName(threadId: string, name: string): Promise<void>;
  close(): Promise<void>;
}

/** One request to a Responses API. */
export interface ModelRequest {
  threadId: string;
  turnId: string;
  provider: string;
  model: string;
  /** clientInfo.name of the thread's creator; sent as a header. */
  originator: string;
  /** Short word for the sandbox of this turn; sent in the turn's metadata. */
  sandbox: string;
  instructions: string;
  input: readonly ModelItem[];
  tools: readonly unknown[];
  reasoning: { effort: string | null; summary: string | null } | null;
  serviceTier: string | null;
  /** JSON schema of the final answer, or null. */
  outputSchema: unknown;
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
  | { type: 'itemDone'; item: ModelItem }
  | { type: 'completed'; usage: ModelUsage | null };

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
  | { kind: 'credentials'; message: string; isPermanent: boolean };

/** Thrown by ModelClient.stream; never carries a credential. */
export class ModelError extends Error {
  readonly failure: ModelFailure;

  constructor(failure: ModelFailure, options?: { cause?: unknown }) {
    super(failure.kind === 'credentials' ? failure.message : failure.kind, options);
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

/** Where the credentials for a provider come from. */
export interface CredentialSource {
  /** Headers that authenticate a request; empty when the provider needs none or nobody is signed in. */
  headers(provider: string): Promise<Readonly<Record<string, string>>>;
  /**
   * Told that the provider refused them; true when there are fresh ones now, so that trying again makes sense.
   * @throws ModelError `credentials` when there would have to be, and are not
   */
  recover(provider: string): Promise<boolean>;
}

export interface ModelClient {
  retryPolicy(provider: string): ModelRetryPolicy;
  /**
   * Streams one response. Events come in batches, one batch per network chunk, so that a long stream costs
   * few awaits. Ends after `completed`.
   * @throws ModelError, or the signal's reason when aborted
   */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<readonly ModelEvent[]>;
}

/** What the agent knows of a model. Unknown models get fallback metadata. */
export interface ModelFacts {
  /** Tokens; null: unknown, the fallback of 272,000 counts. 95 % of it is reported to clients. */
  contextWindow: number | null;
  defaultEffort: string | null;
  supportsReasoning: boolean;
  known: boolean;
}

/** Facts about models by name. */
export interface ModelCatalog {
  facts(model: string): ModelFacts;
}

/** Turns overrides and configuration into settings that leave nothing to defaults. */
export interface SettingsResolver {
  /**
   * `base` is what a stored thread last ran with, null for a new one; `config` holds dotted overrides of this
   * thread alone. Precedence: overrides, config, base, configuration, built-in defaults.
   * @throws DomainError `configInvalid`
   */
  resolve(input: {
    overrides: SettingsOverrides;
    config: Readonly<Record<string, unknown>> | null;
    base: SettingsOverrides | null;
  }): Promise<ThreadSettings>;
}

/** Reads an image a user message names by path. Never throws: a problem is told to the model in words. */
export interface ImageReader {
  read(path: string): Promise<{ dataUrl: string } | { problem: string }>;
}

/** What the model is told about this machine. */
export interface HostFacts {
  /** Name of the user's shell, for example `bash`. */
  readonly shell: string;
  /** IANA name of the time zone. */
  timezone(): string;
  /** Local calendar date of `at` (unix milliseconds) as YYYY-MM-DD. */
  date(at: number): string;
}

/** A call the model asked for. `input` is the JSON text of a function call or the free text of a custom one. */
export interface ToolCall {
  readonly kind: 'function' | 'custom';
  readonly callId: string;
  readonly name: string;
  readonly input: string;
}

/** What the model is told of a finished call: text, or content parts. */
export interface ToolOutput {
  readonly output: string | readonly unknown[];
}

/** What a tool may do while it runs. Items it starts it must complete; it must stop when `signal` aborts. */
export interface ToolContext {
  readonly threadId: string;
  readonly turnId: string;
  readonly settings: ThreadSettings;
  readonly signal: AbortSignal;
  startItem(item: ThreadItem): void;
  completeItem(item: ThreadItem): void;
  /** Asks the clients; while it waits, the thread's status carries `flag`. @throws when the turn ends first */
  ask(question: {
    method: string;
    params: unknown;
    flag: 'waitingOnApproval' | 'waitingOnUserInput' | null;
  }): Promise<{ result: unknown } | { error: { code: number; message: string } }>;
}

/** The tools of an agent. A call of an unknown tool is answered in words, never thrown. */
export interface ToolRunner {
  /** Tool definitions as the Responses API takes them. */
  offered(settings: ThreadSettings): readonly unknown[];
  run(call: ToolCall, context: ToolContext): Promise<ToolOutput>;
}

/** Reads the working folder's git state; null outside a repository. */
export interface GitReader {
  read(cwd: string): Promise<ThreadMeta['git']>;
}
