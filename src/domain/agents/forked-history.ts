// What an agent begins with that is forked off its parent. Pure.

import { textAt } from '../../util/peek.js';
import type { HistoryRecord, ModelItem } from '../records.js';
import type { ThreadSettings } from '../settings.js';
import type { ThreadHistory } from '../thread/history.js';
import { developerTextItem, sendable } from '../turn/model-request.js';
import { PROJECT_HEAD } from '../turn/project-instructions.js';
import { FORKED_TEXT } from './team-texts.js';

/** Beginnings of user messages that every thread is told anew. */
const TOLD_ANEW = ['<environment_context>', PROJECT_HEAD];

/** What the user said, and what the parent answered in the end. */
export function saidInTheEnd(history: readonly ModelItem[]): ModelItem[] {
  return history.filter((item) => {
    if (item.type !== 'message') return false;
    if (item.role === 'assistant') return item.phase === 'final_answer';
    return item.role === 'user' && !TOLD_ANEW.some((beginning) => firstText(item).startsWith(beginning));
  });
}

/** All that the model of a thread has read in the end, and who that was: whoever reads it next may want a summary. */
export function seenBy(history: ThreadHistory, settings: ThreadSettings, turnId: string): HistoryRecord[] {
  const seen = [...sendable(history.input), developerTextItem(FORKED_TEXT)];
  return [
    ...seen.map((item) => ({ type: 'modelItem' as const, turnId: null, item })),
    { type: 'turnContext', turnId, settings: history.context ?? settings },
  ];
}

function firstText(item: ModelItem): string {
  return textAt(item, 'content', 0, 'text') ?? '';
}
