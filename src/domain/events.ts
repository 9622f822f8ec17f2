// DomainEvent: the only way news leaves the domain. The hub picks the audience by `scope`,
// server/notify.ts turns each event into the notification of the active profile.

import type {
  AuthMode,
  DesktopOnboardingEntrypoint,
  PlanType,
  RateLimitSnapshot,
  Thread,
  ThreadItem,
  ThreadStatus,
  ThreadTokenUsage,
  Turn,
  TurnError,
} from '../protocol/index.js';
import type { ThreadSettings } from './settings.js';

/** News for the subscribers of one thread, in the order it happened. Times are unix milliseconds. */
export type ThreadEvent =
  | { type: 'turnStarted'; turn: Turn }
  | { type: 'turnCompleted'; turn: Turn }
  | { type: 'itemStarted'; turnId: string; item: ThreadItem; at: number }
  | { type: 'itemCompleted'; turnId: string; item: ThreadItem; at: number }
  | { type: 'agentMessageDelta'; turnId: string; itemId: string; delta: string }
  | { type: 'reasoningSummaryPartAdded'; turnId: string; itemId: string; summaryIndex: number }
  | { type: 'reasoningSummaryDelta'; turnId: string; itemId: string; summaryIndex: number; delta: string }
  | { type: 'reasoningTextDelta'; turnId: string; itemId: string; contentIndex: number; delta: string }
  | { type: 'tokenUsage'; turnId: string; usage: ThreadTokenUsage }
  | { type: 'rateLimits'; rateLimits: RateLimitSnapshot }
  | { type: 'modelRerouted'; turnId: string; fromModel: string; toModel: string }
  | { type: 'settingsUpdated'; settings: ThreadSettings }
  | { type: 'readStateChanged'; at: number; firstUnreadTurnId: string; revision: string }
  | { type: 'turnError'; turnId: string; error: TurnError; willRetry: boolean }
  | { type: 'threadWarning'; message: string }
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
  | { type: 'threadNameUpdated'; threadId: string; name: string | null }
  /** `loginId` is null where an API key or tokens came from outside; `error` is null on success. */
  | {
      type: 'accountLoginCompleted';
      loginId: string | null;
      error: string | null;
      onboardingEntrypoint: DesktopOnboardingEntrypoint | null;
    }
  | { type: 'accountUpdated'; authMode: AuthMode | null; planType: PlanType | null }
  /** A question that any client may answer. */
  | { type: 'clientsAsked'; requestId: number; method: string; params: unknown };

export type DomainEvent =
  | { scope: 'thread'; threadId: string; event: ThreadEvent }
  | { scope: 'all'; event: BroadcastEvent };

/** Where domain objects put their news; the hub implements it. Synchronous, never throws. */
export interface EventSink {
  emit(event: DomainEvent): void;
}
