// The rollout dialect of 0.118.0: each item is the event that version shows it from. 0.169.0 reads such files
// as `legacy` threads: everything but commands.

import { eventsOf } from './legacy-events.js';
import { event, plainDraft, type RolloutDialect } from './rollout-dialect.js';
import { fileMeta } from './session-meta.js';
import { flatTools } from './stored-tools.js';

export const dialect0118: RolloutDialect = {
  name: '0.118.0',
  numbered: false,
  head: (meta) => fileMeta(meta, flatTools),
  drafts(record, context) {
    if (record.type !== 'itemCompleted') return [plainDraft(record, context)];
    return eventsOf(record.item, record.turnId, context.threadId).map((payload, index) => ({
      ...event(record.at, payload),
      ...(index === 0 ? {} : { mirror: true }),
    }));
  },
};
