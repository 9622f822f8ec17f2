// What a client really uses, so that a drift can be limited to it: told from a recording, or from the words of a
// source tree. Pure: whoever calls reads the files.

import type { Change } from './change.js';
import type { Drift } from './compare.js';

/** What is in use, as words: methods, members, variants. */
export interface Usage {
  has(word: string): boolean;
}

/** Every member name and every string of every line of JSON, whatever wraps the frames. */
export function usageOfFrames(lines: Iterable<string>): Usage {
  const words = new Set<string>();
  for (const line of lines) {
    try {
      collect(JSON.parse(line), words);
    } catch {
      // A line torn by a crash says nothing.
    }
  }
  return words;
}

/** Every name and every string that stands in source text. */
export function usageOfSources(texts: Iterable<string>): Usage {
  const words = new Set<string>();
  for (const text of texts)
    for (const [word] of text.matchAll(/[A-Za-z_$][\w$]*(?:[/-][\w$]+)*/g)) addWord(word, words);
  return words;
}

/** A name with slashes or hyphens is used as a whole and in parts. */
function addWord(word: string, words: Set<string>): void {
  words.add(word);
  for (const part of word.split(/[/-]/)) words.add(part);
}

/** Only what touches a used message, and in it a used member or form. New duties concern every user of the message. */
export function limitTo(drift: Drift, usage: Usage): Drift {
  return { ...drift, changes: drift.changes.filter((change) => concerns(change, usage)) };
}

function concerns({ event, place, member, group, usedBy }: Change, usage: Usage): boolean {
  if (group === 'serverRequest' && event.type === 'methodAdded') return true;
  if (group !== null) return usage.has(place);
  if (!usedBy.some((use) => usage.has(use.replace(/ (params|result)$/, '')))) return false;
  switch (event.type) {
    case 'variantAdded':
    case 'memberAdded':
      return true;
    case 'variantRemoved':
      return usage.has(event.name);
    case 'becameRequired':
      return true;
    default:
      return member === null || usage.has(member);
  }
}

function collect(value: unknown, words: Set<string>): void {
  if (typeof value === 'string') words.add(value);
  else if (Array.isArray(value)) for (const one of value) collect(one, words);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      words.add(key);
      collect(inner, words);
    }
  }
}
