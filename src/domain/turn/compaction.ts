// What a compaction asks the model, and what is left of a history afterwards. Pure.

import type { ThreadTokenUsage } from '../../protocol/index.js';
import type { ModelItem } from '../records.js';
import { partTexts } from './part-texts.js';
import { PROJECT_HEAD } from './project-instructions.js';

/** Closes the request of a compaction. */
const SUMMARY_REQUEST =
  'The conversation has grown too long to be sent again. Write a handover for the model that goes on with it: what the user wants, what has been done and decided, which files and facts matter, what failed, and what comes next. Be complete and brief; write nothing else.';

/** Opens the message that stands for everything that was said before. */
const SUMMARY_OPENING =
  'What came before this message was replaced by a summary, written by the model that worked on it so far. The state of files and tools is as it left them. Build on the summary and do not repeat finished work.\n\n';

/** Most characters of user messages that are kept word for word: about 20,000 tokens. */
const MOST_KEPT_CHARS = 80_000;

/** Beginnings of user messages that no user wrote. */
const NOT_OF_THE_USER = [PROJECT_HEAD, '<environment_context>', '<turn_aborted>', SUMMARY_OPENING];

/** The items sent to have `history` summarised, with the usual request where no other is wanted. */
export function summaryInput(history: readonly ModelItem[], request = SUMMARY_REQUEST): ModelItem[] {
  return [...history, userText(request)];
}

/** What the model said in its answer to that, as text. */
export function summaryIn(items: readonly ModelItem[]): string {
  const last = items.findLast((item) => item.type === 'message' && item.role === 'assistant');
  return last === undefined ? '' : textOf(last);
}

/** The message that stands for a summarised history. */
export function summaryMessage(summary: string): string {
  return `${SUMMARY_OPENING}${summary === '' ? '(no summary available)' : summary}`;
}

/**
 * The history after a compaction: the newest of the user's own messages, and the summary. `context` is what the model
 * is told of its surroundings; it comes before the last of these messages.
 */
export function compactedHistory(
  history: readonly ModelItem[],
  { message, context }: { message: string; context: readonly ModelItem[] },
): ModelItem[] {
  const kept: ModelItem[] = [];
  let left = MOST_KEPT_CHARS;
  for (const item of history.toReversed()) {
    if (item.type !== 'message' || item.role !== 'user') continue;
    const text = textOf(item);
    if (text === '' || NOT_OF_THE_USER.some((beginning) => text.startsWith(beginning))) continue;
    // Of the message that does not fit any more the end is kept, where people say what they want.
    kept.unshift(userText(text.slice(-left)));
    left -= text.length;
    if (left <= 0) break;
  }
  return [...kept.slice(0, -1), ...context, ...kept.slice(-1), userText(message)];
}

/** Tokens a history takes, by the rule of thumb of four bytes each. */
export function estimatedTokens(instructions: string, history: readonly ModelItem[]): number {
  const bytes = history.reduce((sum, item) => sum + JSON.stringify(item).length, instructions.length);
  return Math.ceil(bytes / 4);
}

/** Tokens a request would take now: what the model counted last, and what has come since. */
export function usedTokens(history: readonly ModelItem[], usage: ThreadTokenUsage | null): number {
  if (usage === null) return estimatedTokens('', history);
  const last = history.findLastIndex(isOfModel);
  const since = last === -1 ? [] : history.slice(last + 1);
  return usage.last.totalTokens + estimatedTokens('', since);
}

function isOfModel({ type, role }: ModelItem): boolean {
  return type === 'reasoning' || type.endsWith('_call') || (type === 'message' && role === 'assistant');
}

function userText(text: string): ModelItem {
  return { type: 'message', role: 'user', content: [{ type: 'input_text', text }] };
}

function textOf({ content }: ModelItem): string {
  return partTexts(content).join('\n');
}
