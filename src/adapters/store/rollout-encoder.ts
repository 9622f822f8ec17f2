// History records → the text of rollout lines in one dialect. What the dialect's words would lose rides along
// on the line, so reading back gives exactly what was written.

import { isDeepStrictEqual } from 'node:util';
import type { HistoryRecord, ThreadMeta } from '../../domain/records.js';
import { recordsOf } from './rollout-decoder.js';
import { type DialectName, type EncodeContext, fileError, type RolloutDialect } from './rollout-dialect.js';
import { dialect0118 } from './rollout-dialect-0-118.js';
import { dialect0169, legacyDialect0169 } from './rollout-dialect-0-169.js';
import { type LineDraft, writeLine } from './rollout-line.js';

export function dialectNamed(name: RolloutDialect['name']): RolloutDialect {
  return name === '0.118.0' ? dialect0118 : dialect0169;
}

/** What a new thread is written in under a version. */
export function dialectOfNew(version: DialectName, { historyMode }: ThreadMeta): RolloutDialect {
  return version === '0.169.0' && historyMode === 'legacy' ? legacyDialect0169 : dialectNamed(version);
}

export interface RolloutEncoder {
  /** The first line of a new file. */
  head(): string;
  /** The lines of `records`, each ending in a newline. */
  encode(records: readonly HistoryRecord[]): string;
  /** Number of the next line; meaningless in dialects without numbers. */
  nextOrdinal: number;
}

export function createRolloutEncoder(options: {
  dialect: RolloutDialect;
  meta: ThreadMeta;
  nextOrdinal: number;
  now: () => number;
}): RolloutEncoder {
  const { dialect, meta } = options;
  const context: EncodeContext = { threadId: meta.id, head: meta, now: options.now, turn: null };
  const encoder: RolloutEncoder = {
    nextOrdinal: options.nextOrdinal,
    head: () => numbered({ at: options.now(), type: 'session_meta', payload: dialect.head(meta) }),
    encode(records) {
      let text = '';
      for (const record of records) {
        for (const draft of exactDrafts(record, dialect, context)) text += numbered(draft);
        follow(record, context);
      }
      return text;
    },
  };
  function numbered(draft: LineDraft): string {
    if (!dialect.numbered) return writeLine(draft, null);
    const text = writeLine(draft, encoder.nextOrdinal);
    encoder.nextOrdinal += 1;
    return text;
  }
  return encoder;
}

/** The drafts of a record; the first carries the record itself unless its own words already tell all of it. */
function exactDrafts(record: HistoryRecord, dialect: RolloutDialect, context: EncodeContext): LineDraft[] {
  const [first, ...rest] = dialect.drafts(record, context);
  if (!first) return [];
  const told = recordsOf({ ...first, turnId: first.turnId ?? null }, context.head);
  return told.length === 1 && isDeepStrictEqual(told[0], record)
    ? [first, ...rest]
    : [{ ...first, exact: record }, ...rest];
}

function follow(record: HistoryRecord, context: EncodeContext): void {
  if (record.type === 'turnStarted') {
    context.turn = { id: record.turnId, startedAt: record.at, error: null };
  } else if (record.type === 'turnFailed' && context.turn?.id === record.turnId) {
    context.turn = { ...context.turn, error: fileError(record.error) };
  } else if (record.type === 'turnCompleted' || record.type === 'turnAborted') {
    context.turn = null;
  }
}
