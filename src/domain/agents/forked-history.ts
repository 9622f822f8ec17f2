// What an agent begins with that is forked off its parent. Pure.

import { textAt } from '../../util/peek.js';
import type { ModelItem } from '../records.js';
import { PROJECT_HEAD } from '../turn/project-instructions.js';

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

function firstText(item: ModelItem): string {
  return textAt(item, 'content', 0, 'text') ?? '';
}
