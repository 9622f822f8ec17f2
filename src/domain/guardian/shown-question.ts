// What a reviewer is asked, as its conversation shows it to people. Pure.

import type { HistoryRecord } from '../records.js';
import { partTexts } from '../turn/part-texts.js';
import type { TurnServices } from '../turn/turn-host.js';

export function shownQuestion(
  { turnId, item }: Extract<HistoryRecord, { type: 'modelItem' }>,
  { clock, newId }: Pick<TurnServices, 'clock' | 'newId'>,
): HistoryRecord {
  const at = clock.now();
  const content = partTexts(item.content).map((text) => ({ type: 'text' as const, text, text_elements: [] }));
  const times = { startedAtMs: at, completedAtMs: at };
  const shown = { type: 'userMessage' as const, id: newId(), clientId: null, content, ...times };
  return { type: 'itemCompleted', turnId: turnId ?? '', item: shown, at };
}
