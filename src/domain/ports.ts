// Ports: what the domain needs from the world. Implementations live in adapters/ and meet the domain in
// server/compose.ts only.

import type { RateLimitSnapshot, SortDirection, ThreadSortKey, ThreadSourceKind } from '../protocol/index.js';
import type { HistoryRecord, ModelItem, ThreadMeta } from './records.js';

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
  instructions: string;
  input: readonly ModelItem[];
  tools: readonly unknown[];
  reasoning: { effort: string | null; summary: string | null } | null;
  serviceTier: string | null;
  outputSchema: unknown;
}

export interface ModelUsage {
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
  reasoningOutputTokens: number;
  totalTokens: number;
}

/** What a Responses stream says, one member per SSE event the agent acts on. */
export type ModelEvent =
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
    }
  | { kind: 'connection'; message: string; url: string }
  | { kind: 'stream'; message: string }
  | { kind: 'idle' }
  | { kind: 'failed'; code: string | null; message: string }
  | { kind: 'incomplete'; reason: string };

/** Thrown by ModelClient.stream; never carries a credential. */
export class ModelError extends Error {
  readonly failure: ModelFailure;

  constructor(failure: ModelFailure, options?: { cause?: unknown }) {
    super(failure.kind, options);
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
  contextWindow: number | null;
  defaultEffort: string | null;
  supportsReasoning: boolean;
  known: boolean;
}

/** Reads the working folder's git state; null outside a repository. */
export interface GitReader {
  read(cwd: string): Promise<ThreadMeta['git']>;
}
