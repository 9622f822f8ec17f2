// A thread may begin with history that a client brings along, as the model knows it.

import type { ThreadItem } from '../../protocol/index.js';
import type { HistoryRecord, ModelItem } from '../records.js';
import { toThreadItem } from '../turn/item-builder.js';
import { partTexts } from '../turn/part-texts.js';

/** Model items a client brought along, as records; its messages become items of implicit turns. */
export function givenRecords(items: readonly ModelItem[], at: number): HistoryRecord[] {
  return items.flatMap((item) => {
    const records: HistoryRecord[] = [{ type: 'modelItem', turnId: null, item }];
    const visible = userItem(item) ?? toThreadItem(item, '', { startedAtMs: at, completedAtMs: at });
    if (visible !== null) records.push({ type: 'itemCompleted', turnId: '', item: visible, at });
    return records;
  });
}

function userItem(item: ModelItem): ThreadItem | null {
  if (item.type !== 'message' || item.role !== 'user' || !Array.isArray(item.content)) return null;
  const content = partTexts(item.content).map((text) => ({ type: 'text' as const, text, text_elements: [] }));
  return { type: 'userMessage', id: '', clientId: null, content };
}
