// The rollout dialect of 0.169.0: numbered lines, items whole. Each item is followed by the event 0.118.0
// would have written, which 0.169.0 passes over: one file that both versions read in full.

import { spawnedBy } from '../../domain/agents/agent-source.js';
import type { ThreadMeta } from '../../domain/records.js';
import { eventsOf } from './legacy-events.js';
import { event, type ItemRecord, plainDraft, type RolloutDialect } from './rollout-dialect.js';
import { dialect0118 } from './rollout-dialect-0-118.js';
import { fileItem } from './rollout-items.js';
import type { Json } from './rollout-line.js';
import { fileMeta, GUARDIAN_REVIEW, SUB_AGENT } from './session-meta.js';
import { typedTools } from './stored-tools.js';

export const dialect0169: RolloutDialect = {
  name: '0.169.0',
  numbered: true,
  head: (meta) => headOf(meta, 'paginated'),
  drafts(record, context) {
    if (record.type !== 'itemCompleted') return [plainDraft(record, context)];
    return [
      event(record.at, itemCompleted(record, context.threadId)),
      ...eventsOf(record.item, record.turnId, context.threadId)
        .filter((payload) => payload.type !== 'item_completed')
        .map((payload) => ({ ...event(record.at, payload), mirror: true })),
    ];
  },
};

/** How 0.169.0 goes on with threads of old: lines without numbers, each item as the events it is shown from. */
export const legacyDialect0169: RolloutDialect = {
  ...dialect0118,
  head: (meta) => headOf(meta, 'legacy'),
};

function headOf(meta: ThreadMeta, historyMode: 'legacy' | 'paginated'): Json {
  const spawned = spawnedBy(meta.source);
  return {
    session_id: meta.sessionId ?? meta.id,
    ...fileMeta(meta, typedTools),
    ...(meta.threadSource === undefined ? {} : { thread_source: meta.threadSource }),
    ...(spawned === null ? {} : { parent_thread_id: spawned.parentThreadId, thread_source: SUB_AGENT }),
    ...(meta.reviewOf === undefined
      ? {}
      : { parent_thread_id: meta.reviewOf, thread_source: GUARDIAN_REVIEW }),
    history_mode: historyMode,
  };
}

function itemCompleted({ item, turnId }: ItemRecord, threadId: string): Json {
  return {
    type: 'item_completed',
    thread_id: threadId,
    turn_id: turnId,
    item: fileItem(item),
    ...(typeof item.startedAtMs === 'number' ? { started_at_ms: item.startedAtMs } : {}),
    ...(typeof item.completedAtMs === 'number' ? { completed_at_ms: item.completedAtMs } : {}),
  };
}
