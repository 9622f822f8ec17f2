// The turns of a thread that was joined, as lines and texts for a person.

import { textOf } from '../../client/turn-view.js';
import { listAt, textAt } from '../../util/peek.js';
import { describeItem } from './describe-item.js';
import { clip } from './text.js';

export type HistoryPart =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'text'; readonly itemId: string; readonly text: string };

/** The parts of an answer to thread/resume; the text of a running message stands last, open for its deltas. */
export function historyOf(result: unknown): HistoryPart[] {
  const parts: HistoryPart[] = [];
  for (const turn of listAt(result, 'thread', 'turns')) {
    const error = textAt(turn, 'error', 'message');
    const status = `${textAt(turn, 'status') ?? 'unknown'}${error === undefined ? '' : `: ${clip(error, 200)}`}`;
    parts.push({ kind: 'line', text: `── turn ${textAt(turn, 'id') ?? ''} ${status}` });
    for (const item of listAt(turn, 'items')) parts.push(partOf(item));
  }
  return parts;
}

function partOf(item: unknown): HistoryPart {
  const itemId = textAt(item, 'id');
  const text = textAt(item, 'type') === 'agentMessage' ? textOf(item) : '';
  if (itemId !== undefined && text !== '') return { kind: 'text', itemId, text };
  return { kind: 'line', text: describeItem(item) };
}
