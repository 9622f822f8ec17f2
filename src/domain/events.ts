// DomainEvent: the only way news leaves the domain. The hub picks the audience by `scope`,
// server/notify.ts turns each event into the notification of the active profile.

import type {
  AuthMode,
  DesktopOnboardingEntrypoint,
  FileUpdateChange,
  HookRunSummary,
  ModelVerification,
  PlanType,
  RateLimitSnapshot,
  ResultOf,
  Thread,
  ThreadGoal,
  ThreadItem,
  ThreadReadState,
  ThreadStatus,
  ThreadTokenUsage,
  TokenUsageBreakdown,
  Turn,
  TurnError,
  TurnPlanStep,
} from '../protocol/index.js';
import type { AppInfo } from './apps/app-list.js';
import type { GatewayNews } from './gateway/gateway-ports.js';
import type { ReviewState } from './guardian/dialect.js';
import type { ImportResult } from './imports/import-ports.js';
import type { RealtimeAudio, RealtimeItem, Speaker } from './realtime/spoken-event.js';
import type { Generation } from './realtime/spoken-ports.js';
import type { ModelItem } from './records.js';
import type { SearchResult } from './search/file-search.js';
import type { ThreadSettings } from './settings.js';

/** What a provider says about the request or its own caution, beside the answer. */
export type ModelNotice =
  | { type: 'verification'; verifications: ModelVerification[] }
  | { type: 'moderation'; metadata: unknown }
  | { type: 'safetyBuffering'; useCases: string[]; reasons: string[]; fasterModel: string | null };

interface AutoReview {
  readonly turnId: string;
  readonly reviewId: string;
  readonly targetItemId: string | null;
  /** In the shape of the version. */
  readonly action: unknown;
  readonly review: ReviewState;
  readonly startedAt: number;
}

/** News for the subscribers of one thread, in the order it happened. Times are unix milliseconds. */
export type ThreadEvent =
  | { type: 'turnStarted'; turn: Turn }
  | { type: 'turnCompleted'; turn: Turn }
  | { type: 'itemStarted'; turnId: string; item: ThreadItem; at: number }
  | { type: 'itemCompleted'; turnId: string; item: ThreadItem; at: number }
  | { type: 'agentMessageDelta'; turnId: string; itemId: string; delta: string }
  | { type: 'planDelta'; turnId: string; itemId: string; delta: string }
  | { type: 'reasoningSummaryPartAdded'; turnId: string; itemId: string; summaryIndex: number }
  | { type: 'reasoningSummaryDelta'; turnId: string; itemId: string; summaryIndex: number; delta: string }
  | { type: 'reasoningTextDelta'; turnId: string; itemId: string; contentIndex: number; delta: string }
  | { type: 'commandOutputDelta'; turnId: string; itemId: string; delta: string }
  /** `stdin` was written to the process of a command; empty when it was only asked for news. */
  | { type: 'terminalInteraction'; turnId: string; itemId: string; processId: string; stdin: string }
  | { type: 'fileChangeOutputDelta'; turnId: string; itemId: string; delta: string }
  /** What a patch changes so far that the model still writes; paths as it writes them. */
  | { type: 'patchUpdated'; turnId: string; itemId: string; changes: FileUpdateChange[] }
  /** Everything the turn's patches have changed so far, as one unified diff. */
  | { type: 'turnDiff'; turnId: string; diff: string }
  | { type: 'turnPlan'; turnId: string; explanation: string | null; plan: TurnPlanStep[] }
  | { type: 'tokenUsage'; turnId: string; usage: ThreadTokenUsage }
  | { type: 'rateLimits'; rateLimits: RateLimitSnapshot }
  /** An item as the model was shown or has made it, for those who asked for raw events. */
  | { type: 'rawItem'; turnId: string; item: ModelItem }
  /** A response has ended; `reportedUsage` is what its provider said of that, as it said it. */
  | {
      type: 'rawResponse';
      turnId: string;
      responseId: string;
      usage: TokenUsageBreakdown | null;
      reportedUsage: unknown;
    }
  | { type: 'modelRerouted'; turnId: string; fromModel: string; toModel: string }
  | { type: 'modelNotice'; turnId: string; model: string; notice: ModelNotice }
  | { type: 'compacted'; turnId: string }
  | { type: 'reverted' }
  | { type: 'settingsUpdated'; settings: ThreadSettings }
  | { type: 'readStateChanged'; readState: ThreadReadState }
  /** A turn has used something for the goal, or changed it. */
  | { type: 'goalUpdated'; turnId: string; goal: ThreadGoal }
  | { type: 'queueChanged' }
  | { type: 'turnError'; turnId: string; error: TurnError; willRetry: boolean }
  | { type: 'threadWarning'; message: string }
  | { type: 'environmentChanged'; environmentId: string; isConnected: boolean }
  /** An action that wants consent is reviewed instead of asked about; times in unix milliseconds. */
  | ({ type: 'autoReviewStarted' } & AutoReview)
  | ({ type: 'autoReviewCompleted'; completedAt: number } & AutoReview)
  /** How a review ended, in words. */
  | { type: 'guardianWarning'; message: string }
  /** News of a conversation by voice, from here to its end. */
  | { type: 'realtimeStarted'; realtimeSessionId: string | null; version: Generation }
  | { type: 'realtimeSdp'; sdp: string }
  | { type: 'realtimeItem'; phase: 'started' | 'completed'; item: RealtimeItem }
  | { type: 'realtimeItemDelta'; itemId: string; delta: string }
  /** What the model or the server put into the conversation, as it is. */
  | { type: 'realtimeItemAdded'; item: unknown }
  | { type: 'realtimeTranscript'; role: Speaker; delta: string }
  | { type: 'realtimeTranscriptDone'; role: Speaker; text: string }
  | { type: 'realtimeAudio'; audio: RealtimeAudio }
  | { type: 'realtimeError'; message: string }
  | { type: 'realtimeClosed'; reason: string }
  /** A command of the user's configuration runs around a turn; `turnId` is null where none is concerned. */
  | { type: 'hookStarted' | 'hookCompleted'; turnId: string | null; run: HookRunSummary }
  | { type: 'mcpServerStatus'; name: string; status: 'starting' | 'ready' | 'failed'; error: string | null }
  /** A question to the clients; `requestId` is the JSON-RPC id it travels under, here and when re-sent to a joiner. */
  | { type: 'serverRequest'; turnId: string; requestId: number; method: string; params: unknown }
  | { type: 'serverRequestResolved'; requestId: number };

/** News for every initialized connection. `threadStarted` of a fork carries its turns; otherwise `turns` is empty. */
export type BroadcastEvent =
  | { type: 'threadStarted'; thread: Thread }
  | { type: 'threadStatusChanged'; threadId: string; status: ThreadStatus }
  | { type: 'threadArchived'; threadId: string }
  | { type: 'threadUnarchived'; threadId: string }
  | { type: 'threadClosed'; threadId: string }
  | { type: 'threadDeleted'; threadId: string }
  | { type: 'threadNameUpdated'; threadId: string; name: string | null }
  | { type: 'threadGoalUpdated'; threadId: string; goal: ThreadGoal }
  | { type: 'threadGoalCleared'; threadId: string }
  | { type: 'threadSectionChanged'; threadId: string; sectionId: string | null }
  | {
      type: 'threadAttachmentUpdated';
      threadId: string;
      attachmentType: string;
      identityKey: string;
      attachmentId: string;
      operation: 'created' | 'deleted';
    }
  | { type: 'projectChanged'; projectId: string; changeType: 'created' | 'updated' | 'deleted' }
  | { type: 'threadProjectUpdated'; threadId: string; projectId: string | null }
  /** `loginId` is null where an API key or tokens came from outside; `error` is null on success. */
  | {
      type: 'accountLoginCompleted';
      loginId: string | null;
      error: string | null;
      onboardingEntrypoint: DesktopOnboardingEntrypoint | null;
    }
  /** `error` is null on success. */
  | {
      type: 'mcpLoginCompleted';
      name: string;
      threadId: string | null;
      loginId: string;
      error: string | null;
    }
  | { type: 'appListUpdated'; data: readonly AppInfo[] }
  | { type: 'accountUpdated'; authMode: AuthMode | null; planType: PlanType | null }
  | ({ type: 'gatewayOAuthChanged' } & GatewayNews)
  | { type: 'importProgress' | 'importCompleted'; importId: string; results: readonly ImportResult[] }
  | ({ type: 'remoteControlStatus' } & ResultOf<'remoteControl/status/read'>)
  /** Folders that skills are read from have changed. */
  | { type: 'skillsChanged' }
  | { type: 'fileSearchUpdated'; sessionId: string; query: string; files: readonly SearchResult[] }
  | { type: 'fileSearchCompleted'; sessionId: string }
  /** A question that any client may answer. */
  | { type: 'clientsAsked'; requestId: number; method: string; params: unknown };

export type DomainEvent =
  | { scope: 'thread'; threadId: string; event: ThreadEvent }
  /** `connection`: the only one to hear it. */
  | { scope: 'connection'; connection: number; event: BroadcastEvent }
  | { scope: 'all'; event: BroadcastEvent };

/** Where domain objects put their news; the hub implements it. Synchronous, never throws. */
export interface EventSink {
  emit(event: DomainEvent): void;
}
