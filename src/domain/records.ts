// HistoryRecord: what a thread remembers, in the domain's words. Adapters write each record in the
// dialect of a rollout file (0.118.0 or 0.169.0) and read both back; thread/history.ts folds records into turns.

import type {
  DynamicToolSpec,
  RateLimitSnapshot,
  SessionSource,
  ThreadGoal,
  ThreadItem,
  ThreadTokenUsage,
  TurnError,
} from '../protocol/index.js';
import type { RealtimeItem } from './realtime/spoken-event.js';
import type { ThreadSettings } from './settings.js';

/** A Responses API item as the model saw or produced it, kept verbatim. */
export type ModelItem = { readonly type: string } & Readonly<Record<string, unknown>>;

/** The head of a log. Times are unix milliseconds. */
export interface ThreadMeta {
  id: string;
  forkedFromId: string | null;
  createdAt: number;
  cwd: string;
  originator: string;
  cliVersion: string;
  source: SessionSource;
  /** The thread at the top of the tree that this one belongs to; absent: itself. */
  sessionId?: string;
  /** The thread whose approvals are judged in it, where the version tells; see guardian/. */
  reviewOf?: string;
  /** Absent: as the version writes new threads; 0.118.0 knows `legacy` alone. */
  historyMode?: 'legacy';
  /** Who made it, in the words of the client that did; absent: nobody was named. */
  threadSource?: string;
  /** It goes with the thread it was forked from and is not listed by itself. */
  isAttached?: true;
  modelProvider: string;
  baseInstructions: string | null;
  /** Tools of the client that started the thread. */
  dynamicTools?: readonly DynamicToolSpec[];
  git: { sha: string | null; branch: string | null; originUrl: string | null } | null;
}

/**
 * One line of memory. Logs of older versions name neither turns nor items: their records carry `turnId: ''`
 * ("the turn that is open here"; a user message with none open begins a turn of its own) and `item.id: ''`
 * (the reducer numbers it `item-N` and joins neighbouring reasoning items).
 */
export type HistoryRecord =
  | { type: 'turnStarted'; turnId: string; rootTurnId?: string; at: number; contextWindow: number | null }
  | { type: 'turnContext'; turnId: string; settings: ThreadSettings }
  /** Between two turns a client changed what later ones run with; the model has not been told yet. */
  | { type: 'settingsApplied'; settings: ThreadSettings }
  | { type: 'modelItem'; turnId: string | null; item: ModelItem }
  | { type: 'itemCompleted'; turnId: string; item: ThreadItem; at: number }
  | { type: 'tokenUsage'; turnId: string; usage: ThreadTokenUsage; rateLimits: RateLimitSnapshot | null }
  | { type: 'turnFailed'; turnId: string; error: TurnError; at: number }
  | { type: 'turnCompleted'; turnId: string; lastAgentMessage: string | null; at: number }
  /** `isUntimed`: when it ended is not told, since it goes on elsewhere. */
  | { type: 'turnAborted'; turnId: string; reason: string; at: number; isUntimed?: true }
  | { type: 'compacted'; message: string; replacement: readonly ModelItem[] | null }
  | { type: 'rolledBack'; numTurns: number }
  /** A client gave the thread a goal, or changed it. */
  | { type: 'goalSet'; goal: ThreadGoal; at: number }
  /** What was said in a conversation by voice, or its beginning or end. */
  | { type: 'realtimeItem'; item: RealtimeItem };
