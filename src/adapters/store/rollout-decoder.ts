// Lines of either dialect → history records. Lines of unknown types and lines that only repeat others tell
// nothing; no line is fatal.

import type { HistoryRecord, ModelItem } from '../../domain/records.js';
import type { ThreadSettings } from '../../domain/settings.js';
import type { ThreadGoal, TurnError } from '../../protocol/index.js';
import { at, numberAt, textAt } from '../../util/peek.js';
import { itemOfEvent } from './legacy-events.js';
import { camelTag } from './letter-case.js';
import { realtimeItemOf } from './realtime-item.js';
import { itemOf } from './rollout-items.js';
import { isJson, type Json, type RolloutLine } from './rollout-line.js';
import { appliedSettings, type SettingsHead, settingsOf } from './rollout-settings.js';
import { rateLimitsOf, usageOf } from './token-usage.js';

/** Bookkeeping of 0.169.0 that rides on model items and is never sent to a model. */
const PASSTHROUGH = 'internal_chat_message_metadata_passthrough';

/** Errors that say something went wrong beside the turn, not that the turn failed. */
const HARMLESS_ERRORS: ReadonlySet<string> = new Set(['thread_rollback_failed', 'active_turn_not_steerable']);

/** Decodes the lines of one log in order. Keep one decoder per log: settings carry over from line to line. */
export function createRolloutDecoder(head: SettingsHead): (line: RolloutLine) => HistoryRecord[] {
  let settings: ThreadSettings | null = null;
  return (line) => {
    if (line.mirror) return [];
    const records =
      line.exact === null && settings !== null && isSettingsEvent(line)
        ? [applied(settings, line.payload)]
        : line.exact
          ? [line.exact]
          : recordsOf(line, head);
    for (const record of records) {
      if (record.type === 'turnContext' || record.type === 'settingsApplied') settings = record.settings;
    }
    return records;
  };
}

function isSettingsEvent({ type, payload }: RolloutLine): boolean {
  return type === 'event_msg' && at(payload, 'type') === 'thread_settings_applied';
}

/** What a line says in the dialect's own words. */
export function recordsOf(
  line: Pick<RolloutLine, 'at' | 'type' | 'payload' | 'turnId'>,
  head: SettingsHead,
): HistoryRecord[] {
  const { payload } = line;
  if (!isJson(payload)) return [];
  switch (line.type) {
    case 'response_item':
      return modelItem(payload, line.turnId);
    case 'turn_context': {
      const settings = settingsOf(payload, head);
      return settings ? [{ type: 'turnContext', turnId: textAt(payload, 'turn_id') ?? '', settings }] : [];
    }
    case 'compacted':
      return [
        {
          type: 'compacted',
          message: textAt(payload, 'message') ?? '',
          replacement: Array.isArray(payload.replacement_history)
            ? payload.replacement_history.flatMap(itemOfModel)
            : null,
        },
      ];
    case 'realtime_item': {
      const item = realtimeItemOf(payload);
      return item === null ? [] : [{ type: 'realtimeItem', item }];
    }
    case 'event_msg':
      return recordsOfEvent(payload, line);
    default:
      return [];
  }
}

function rootOf(event: Json, turnId: string): { rootTurnId?: string } {
  const rootTurnId = textAt(event, 'root_turn_id') ?? turnId;
  return rootTurnId === turnId ? {} : { rootTurnId };
}

function recordsOfEvent(event: Json, line: Pick<RolloutLine, 'at' | 'turnId'>): HistoryRecord[] {
  const turnId = textAt(event, 'turn_id') ?? line.turnId ?? '';
  switch (event.type) {
    case 'task_started':
      return [
        {
          type: 'turnStarted',
          turnId,
          ...rootOf(event, turnId),
          at: line.at,
          contextWindow: numberAt(event, 'model_context_window') ?? null,
        },
      ];
    case 'task_complete':
      return [
        ...(isJson(event.error) ? [failed(turnId, event.error, line.at)] : []),
        {
          type: 'turnCompleted',
          turnId,
          lastAgentMessage: textAt(event, 'last_agent_message') ?? null,
          at: line.at,
        },
      ];
    case 'turn_aborted':
      return [
        {
          type: 'turnAborted',
          turnId,
          reason: textAt(event, 'reason') ?? 'interrupted',
          at: line.at,
          ...('started_at' in event && event.completed_at == null ? { isUntimed: true } : {}),
        },
      ];
    case 'error':
      return HARMLESS_ERRORS.has(tagOf(event.codex_error_info)) ? [] : [failed(turnId, event, line.at)];
    case 'thread_rolled_back':
      return [{ type: 'rolledBack', numTurns: numberAt(event, 'num_turns') ?? 0 }];
    case 'thread_goal_updated':
      return isJson(event.goal) && typeof event.goal.objective === 'string'
        ? [{ type: 'goalSet', goal: event.goal as unknown as ThreadGoal, at: line.at }]
        : [];
    case 'token_count': {
      const usage = usageOf(event);
      return usage
        ? [{ type: 'tokenUsage', turnId, usage, rateLimits: rateLimitsOf(event.rate_limits) }]
        : [];
    }
    case 'item_completed':
      return itemCompleted(event, turnId, line.at);
    default: {
      const item = itemOfEvent(event);
      return item ? [{ type: 'itemCompleted', turnId, item, at: line.at }] : [];
    }
  }
}

function itemCompleted(event: Json, turnId: string, lineAt: number): HistoryRecord[] {
  const item = itemOf(event.item);
  if (!item) return [];
  const startedAtMs = numberAt(event, 'started_at_ms');
  const completedAtMs = numberAt(event, 'completed_at_ms');
  return [
    {
      type: 'itemCompleted',
      turnId,
      item: {
        ...item,
        ...(startedAtMs === undefined ? {} : { startedAtMs }),
        ...(completedAtMs === undefined ? {} : { completedAtMs }),
      },
      at: lineAt,
    },
  ];
}

function modelItem(payload: Json, turnId: string | null): HistoryRecord[] {
  const passed = textAt(payload, PASSTHROUGH, 'turn_id');
  return itemOfModel(payload).map((item) => ({ type: 'modelItem', turnId: turnId ?? passed ?? null, item }));
}

function itemOfModel(value: unknown): ModelItem[] {
  if (!isJson(value) || typeof value.type !== 'string') return [];
  const { [PASSTHROUGH]: _, ...item } = value;
  return [{ ...item, type: value.type }];
}

function failed(turnId: string, error: Json, at: number): HistoryRecord {
  return { type: 'turnFailed', turnId, error: errorOf(error), at };
}

function errorOf(error: Json): TurnError {
  return {
    message: textAt(error, 'message') ?? '',
    // Every tag of the file has the protocol's name, spelled in snake case; unknown ones pass as they are.
    codexErrorInfo: (camelTag(error.codex_error_info ?? null) ?? null) as TurnError['codexErrorInfo'],
    additionalDetails: textAt(error, 'additional_details') ?? null,
    misalignment: null,
  };
}

function applied(settings: ThreadSettings, payload: unknown): HistoryRecord {
  return {
    type: 'settingsApplied',
    settings: appliedSettings(settings, at(payload, 'thread_settings')),
  };
}

function tagOf(info: unknown): string {
  return typeof info === 'string' ? info : (isJson(info) && Object.keys(info)[0]) || '';
}
