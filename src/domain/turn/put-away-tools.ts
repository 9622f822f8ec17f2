// What the model is told of groups of tools that it has to look for, and what it was told last. Pure.

import { textAt } from '../../util/peek.js';
import type { ModelItem } from '../records.js';
import { developerTexts } from './part-texts.js';

const OPEN = '<tools>';
const CLOSE = '</tools>';
const FIRST = 'Deferred tool namespaces:';
const ADDED = 'Added deferred tool namespaces:';
const REMOVED = 'Removed deferred tool namespaces:';
const LONGEST = 250;

/** Of definitions of namespaces; null: there are none. */
export function putAwayText(groups: readonly unknown[]): string | null {
  return groups.length === 0 ? null : wrapped([FIRST, ...linesOf(groups)]);
}

/** What is to be told after all of `history`; null: the model knows, whichever server has told it. */
export function putAwayNews(history: readonly ModelItem[], groups: readonly unknown[]): string | null {
  const told = toldLines(history);
  if (told === null) return putAwayText(groups);
  const now = linesOf(groups);
  const added = now.filter((line) => !told.includes(line));
  const removed = told.filter((line) => !now.includes(line));
  if (added.length === 0 && removed.length === 0) return null;
  return wrapped([...underHead(ADDED, added), ...underHead(REMOVED, removed)]);
}

/** Those that are put away as the model knows it; null: it was told of none. */
function toldLines(history: readonly ModelItem[]): string[] | null {
  const texts = developerTexts(history).filter((text) => text.startsWith(`${OPEN}\n`));
  if (texts.length === 0) return null;
  const told = new Set<string>();
  let head = FIRST;
  for (const line of texts.flatMap((text) => text.split('\n'))) {
    if (line === FIRST) told.clear();
    if (!line.startsWith('- ')) head = line;
    else if (head === REMOVED) told.delete(line);
    else told.add(line);
  }
  return [...told].sort();
}

/** A group may be put away in parts: it is told once. */
function linesOf(groups: readonly unknown[]): string[] {
  return [...new Set(groups.map(lineOf))].sort();
}

function lineOf(group: unknown): string {
  const [first = ''] = (textAt(group, 'description') ?? '').split('\n');
  const words = Array.from(first.trim());
  const shown = words.length > LONGEST ? `${words.slice(0, LONGEST - 3).join('')}...` : words.join('');
  return `- ${textAt(group, 'name')}${shown === '' ? '' : `: ${shown}`}`;
}

function underHead(head: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [head, ...lines];
}

function wrapped(lines: readonly string[]): string {
  return [OPEN, ...lines, CLOSE].join('\n');
}
