// What the model is told of an administrator's own instructions, and what it was told last: a message of the developer,
// by itself. Pure.

import type { ModelItem } from '../records.js';
import { partTexts } from './part-texts.js';

/** How every such message begins and ends; real servers know it by that. */
const OPEN = '<managed_developer_instructions>\n';
const CLOSE = '\n</managed_developer_instructions>';
const INSTEAD = 'From now on this counts, and nothing an administrator said here before:\n\n';
const NO_MORE = 'What an administrator said here before does not count any more.';

/** As the model is told it for the first time. */
export function managedText(instructions: string): string {
  return OPEN + instructions + CLOSE;
}

/** What is to be told after all of `history`; null: the model knows. `now`: null where nothing is demanded. */
export function managedNews(history: readonly ModelItem[], now: string | null): string | null {
  const last = lastTold(history);
  // A real server's log says in other words that nothing counts any more: it is said once more then.
  const counts = last !== null && last !== managedText(NO_MORE);
  if (now === null) return counts ? managedText(NO_MORE) : null;
  if (!counts) return managedText(now);
  // Whatever stands before the instructions, here or in the log of a real server.
  const isSaid = last === managedText(now) || last.endsWith(`\n\n${now}${CLOSE}`);
  return isSaid ? null : managedText(INSTEAD + now);
}

function lastTold(history: readonly ModelItem[]): string | null {
  for (const { type, role, content } of history.toReversed()) {
    if (type !== 'message' || role !== 'developer') continue;
    const told = partTexts(content).findLast((text) => text.startsWith(OPEN));
    if (told !== undefined) return told;
  }
  return null;
}
