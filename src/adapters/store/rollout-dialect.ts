// What a rollout dialect is, and the lines both dialects write alike.

import type { HistoryRecord, ThreadMeta } from '../../domain/records.js';
import { snakeTag } from './letter-case.js';
import { fileRealtimeItem } from './realtime-item.js';
import type { Json, LineDraft } from './rollout-line.js';
import { fileAppliedSettings, fileSettings, type SettingsHead } from './rollout-settings.js';
import { fileUsage } from './token-usage.js';

export type DialectName = '0.118.0' | '0.169.0';

/** What an encoder knows of the log it writes to. */
export interface EncodeContext {
  threadId: string;
  head: SettingsHead;
  /** Unix milliseconds, for records without a time of their own. */
  now: () => number;
  /** The turn that is open, and what made it fail. */
  turn: { id: string; startedAt: number; error: Json | null } | null;
}

export interface RolloutDialect {
  readonly name: DialectName;
  /** Lines are numbered from 0, across the files a fork is made of. */
  readonly numbered: boolean;
  /** Payload of the first line. */
  head(meta: ThreadMeta): Json;
  /** The lines of a record, at least one, the first of them telling it. */
  drafts(record: HistoryRecord, context: EncodeContext): LineDraft[];
}

export type ItemRecord = Extract<HistoryRecord, { type: 'itemCompleted' }>;

/** The line of any record but an item. */
export function plainDraft(record: Exclude<HistoryRecord, ItemRecord>, context: EncodeContext): LineDraft {
  switch (record.type) {
    case 'turnStarted':
      return event(record.at, {
        type: 'task_started',
        turn_id: record.turnId,
        root_turn_id: record.rootTurnId ?? record.turnId,
        started_at: Math.floor(record.at / 1000),
        model_context_window: record.contextWindow,
        collaboration_mode_kind: 'default',
      });
    case 'turnContext':
      return {
        at: context.now(),
        type: 'turn_context',
        payload: fileSettings(record.turnId, record.settings, context.head),
      };
    case 'settingsApplied':
      return event(context.now(), {
        type: 'thread_settings_applied',
        thread_id: context.threadId,
        thread_settings: fileAppliedSettings(record.settings),
      });
    case 'modelItem':
      return { at: context.now(), type: 'response_item', payload: record.item, turnId: record.turnId };
    case 'tokenUsage':
      return {
        ...event(context.now(), fileUsage(record.usage, record.rateLimits)),
        turnId: record.turnId,
      };
    case 'turnFailed':
      return {
        ...event(record.at, { type: 'error', ...fileError(record.error) }),
        turnId: record.turnId,
      };
    case 'turnCompleted':
      return event(record.at, {
        type: 'task_complete',
        turn_id: record.turnId,
        root_turn_id: record.turnId,
        last_agent_message: record.lastAgentMessage,
        ...(context.turn?.error ? { error: context.turn.error } : {}),
        ...ended(record, context),
      });
    case 'turnAborted':
      return event(record.at, {
        type: 'turn_aborted',
        turn_id: record.turnId,
        root_turn_id: record.turnId,
        reason: record.reason,
        ...ended(record, context),
      });
    case 'compacted':
      return {
        at: context.now(),
        type: 'compacted',
        payload: {
          message: record.message,
          ...(record.replacement === null ? {} : { replacement_history: record.replacement }),
        },
      };
    case 'rolledBack':
      return event(context.now(), { type: 'thread_rolled_back', num_turns: record.numTurns });
    case 'goalSet':
      return event(record.at, {
        type: 'thread_goal_updated',
        threadId: context.threadId,
        goal: record.goal,
      });
    case 'realtimeItem':
      return { at: context.now(), type: 'realtime_item', payload: fileRealtimeItem(record.item) };
  }
}

export function event(at: number, payload: Json): LineDraft {
  return { at, type: 'event_msg', payload };
}

export function fileError(error: Extract<HistoryRecord, { type: 'turnFailed' }>['error']): Json {
  return {
    message: error.message,
    ...(error.codexErrorInfo === null ? {} : { codex_error_info: snakeTag(error.codexErrorInfo) }),
    ...(error.additionalDetails === null ? {} : { additional_details: error.additionalDetails }),
  };
}

function ended(record: { turnId: string; at: number; isUntimed?: true }, { turn }: EncodeContext): Json {
  const completedAt = Math.floor(record.at / 1000);
  const started = turn?.id === record.turnId ? { started_at: Math.floor(turn.startedAt / 1000) } : {};
  if (record.isUntimed) return started;
  return turn?.id === record.turnId
    ? {
        ...started,
        completed_at: completedAt,
        duration_ms: Math.max(0, record.at - turn.startedAt),
      }
    : { completed_at: completedAt };
}
