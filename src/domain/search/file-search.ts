// The best of many files for a query. Looks at a batch at a time, so that others get their turn in between.

import { type FileSearchRules, fileQuery } from './file-query.js';

export interface FoundPath {
  /** As it was asked for; of several that hold the path, the deepest. */
  readonly root: string;
  /** Relative to the root, with `/`; empty for the root itself. */
  readonly path: string;
  readonly type: 'file' | 'directory';
}

/** Port: roots and what lies below them. Folders that cannot be read hold nothing. */
export interface FileWalker {
  /** Batches of paths, in no particular order; ends early when aborted. */
  walk(roots: readonly string[], signal: AbortSignal): AsyncIterable<readonly FoundPath[]>;
}

export interface SearchResult extends FoundPath {
  readonly score: number;
  readonly indices: readonly number[];
}

/** Results kept of one search. */
const LIMIT = 50;

/** The best 50, best first; by path where the score is equal. Empty for an empty query. */
export async function searchFiles(
  paths: AsyncIterable<readonly FoundPath[]>,
  query: string,
  { rules, signal }: { readonly rules: FileSearchRules; readonly signal: AbortSignal },
): Promise<SearchResult[]> {
  const wanted = fileQuery(query, rules);
  if (wanted === null) return [];
  let best: SearchResult[] = [];
  for await (const batch of paths) {
    if (signal.aborted) return [];
    for (const found of batch) {
      const match = wanted.match(found.path, found.type);
      if (match !== null) best.push({ ...found, ...match });
    }
    if (best.length > LIMIT) best = best.sort(byRank).slice(0, LIMIT);
  }
  return signal.aborted ? [] : best.sort(byRank);
}

function byRank(a: SearchResult, b: SearchResult): number {
  return b.score - a.score || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}
