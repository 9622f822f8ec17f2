// What a client really uses, so that a drift can be limited to it: told from the messages of a recording, or from the
// words of a source tree. Pure: whoever calls reads the files.

import type { Change } from './change.js';
import type { Drift } from './compare.js';
import { type Evidence, evidenceOfValues, evidenceOfWords } from './evidence.js';
import { Reach } from './reach.js';
import type { Surface } from './surface.js';

export interface Usage {
  /** Whether the method is used. */
  has(method: string): boolean;
  /** What is known of its content. */
  evidence(method: string, part: 'params' | 'result'): Evidence | undefined;
}

/** A message as far as it matters here; answers are named by the method they answer. */
export interface UsedMessage {
  readonly method: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

/** Exactly what was said, by either side. */
export function usageOfMessages(messages: Iterable<UsedMessage>): Usage {
  const said = new Map<string, { readonly params: unknown[]; readonly result: unknown[] }>();
  for (const { method, params, result } of messages) {
    const known = said.get(method) ?? { params: [], result: [] };
    if (params !== undefined) known.params.push(params);
    if (result !== undefined) known.result.push(result);
    said.set(method, known);
  }
  return {
    has: (method) => said.has(method),
    evidence: (method, part) => evidenceOfValues(said.get(method)?.[part] ?? []),
  };
}

/** Every name and every string that stands in source text, of any language. */
export function usageOfSources(texts: Iterable<string>): Usage {
  const words = new Set<string>();
  for (const text of texts)
    for (const [word] of text.matchAll(/[A-Za-z_$][\w$]*(?:[/-][\w$]+)*/g)) addWord(word, words);
  return {
    has: (method) => words.has(method),
    evidence: (method) => (words.has(method) ? evidenceOfWords(words) : undefined),
  };
}

/** A name with slashes or hyphens is used as a whole and in parts; one with underscores may mean one without. */
function addWord(word: string, words: Set<string>): void {
  for (const part of [word, ...word.split(/[/-]/)]) {
    words.add(part);
    words.add(part.replace(/(?<=[a-z\d])_([a-z])/g, (_match, letter: string) => letter.toUpperCase()));
  }
}

/**
 * Only what touches a place that is met, told with the messages it is met in. New duties, and what is added, concern
 * everybody who meets their owner. `surfaces`: of both versions.
 */
export function limitTo(drift: Drift, usage: Usage, surfaces: readonly [Surface, Surface]): Drift {
  const reach = new Reach(surfaces, usage.evidence);
  const changes = drift.changes.flatMap((change): Change[] => {
    const { group, event, place, sender } = change;
    if (group !== null || sender === null) {
      const isDuty = group === 'serverRequest' && event.type === 'methodAdded';
      return isDuty || usage.has(place) ? [change] : [];
    }
    const usedBy = reach.messages(sender, whereItMatters(change), isAboutNull(change));
    return usedBy.length === 0 ? [] : [{ ...change, usedBy }];
  });
  return { ...drift, changes };
}

/** The place that must be met for the change to matter. */
function whereItMatters({ event, place, member }: Change): string {
  switch (event.type) {
    case 'memberAdded':
    case 'becameRequired':
      return member === null ? place : place.slice(0, -`.${member}`.length);
    case 'variantRemoved':
      return `${place}:${event.name}`;
    default:
      return place;
  }
}

/** Whether it matters also to those who meet nothing but null there. */
function isAboutNull({ event }: Change): boolean {
  return event.type !== 'retyped' && event.type !== 'variantAdded';
}
