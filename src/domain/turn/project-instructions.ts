// What the model is told of AGENTS.md files, and what it was told last: a message in the user's name. Pure.

import type { ModelItem } from '../records.js';
import type { ProjectInstructions } from '../settings.js';
import { lastUserText } from './part-texts.js';

/** How every such message begins; real servers know it by that. */
export const PROJECT_HEAD = '# AGENTS.md instructions';
const OPEN = '\n\n<INSTRUCTIONS>\n';
const CLOSE = '\n</INSTRUCTIONS>';
const INSTEAD = 'From now on this counts, and nothing that AGENTS.md files said before:\n\n';
const NO_MORE = 'What AGENTS.md files said before does not count any more.';

/** As the model is told it for the first time. */
export function projectText({ folder, text }: ProjectInstructions): string {
  return `${headOf(folder)}${OPEN}${text}${CLOSE}`;
}

/** What is to be told after all of `history`; null: the model knows. */
export function projectNews(history: readonly ModelItem[], now: ProjectInstructions | null): string | null {
  const last = lastUserText(history, PROJECT_HEAD);
  const counts = last !== null && last !== noMore();
  if (now === null) return counts ? noMore() : null;
  if (!counts) return projectText(now);
  const { folder, text } = now;
  // Whatever stands before the files' own words, here or in the log of a real server.
  const isSaid = last.startsWith(headOf(folder) + OPEN) && last.endsWith(text + CLOSE);
  return isSaid ? null : projectText({ ...now, text: INSTEAD + text });
}

function noMore(): string {
  return `${PROJECT_HEAD}${OPEN}${NO_MORE}${CLOSE}`;
}

function headOf(folder: string | null): string {
  return folder === null ? PROJECT_HEAD : `${PROJECT_HEAD} for ${folder}`;
}
