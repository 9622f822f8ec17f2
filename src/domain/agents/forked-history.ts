// What an agent begins with that is forked off its parent. Pure.

import type { ModelItem } from '../records.js';

/** Beginnings of user messages that every thread is told anew. */
const TOLD_ANEW = ['<environment_context>', '# AGENTS.md instructions'];

/** What the user said, and what the parent answered in the end. */
export function saidInTheEnd(history: readonly ModelItem[]): ModelItem[] {
  return history.filter((item) => {
    if (item.type !== 'message') return false;
    if (item.role === 'assistant') return item.phase === 'final_answer';
    return item.role === 'user' && !TOLD_ANEW.some((beginning) => textOf(item).startsWith(beginning));
  });
}

function textOf({ content }: ModelItem): string {
  const [first]: readonly unknown[] = Array.isArray(content) ? content : [];
  return typeof first === 'object' && first !== null && 'text' in first ? String(first.text) : '';
}
