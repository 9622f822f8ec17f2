// Searches for files that go on: one a session, by ids that all connections share; and single ones that a newer one of
// the same token replaces.

import { DomainError } from '../domain/errors.js';
import type { BroadcastEvent } from '../domain/events.js';
import type { FileSearchRules } from '../domain/search/file-query.js';
import {
  type FileWalker,
  type FoundPath,
  type SearchResult,
  searchFiles,
} from '../domain/search/file-search.js';

export interface FileSearches {
  /** Nothing when a newer search of the same token came, or the client left. */
  once(
    query: string,
    roots: readonly string[],
    token: string | null,
    closed: AbortSignal,
  ): Promise<SearchResult[]>;
  /**
   * What is returned begins the search, once the answer is on its way. A session of that id is replaced.
   * @throws DomainError `searchSessionIdEmpty` | `searchSessionNotStarted`
   */
  start(sessionId: string, roots: readonly string[]): () => void;
  /** As above. @throws DomainError `searchSessionNotFound` */
  update(sessionId: string, query: string): () => void;
  stop(sessionId: string): void;
}

interface Session {
  readonly ended: AbortController;
  /** The files, gathered once. */
  readonly paths: Promise<readonly FoundPath[]>;
  /** Ends the search for the query before. */
  searching: AbortController;
}

export function createFileSearches(parts: {
  readonly walker: FileWalker;
  readonly rules: FileSearchRules;
  readonly tell: (event: BroadcastEvent) => void;
}): FileSearches {
  const { walker, rules, tell } = parts;
  const running = new Map<string, AbortController>();
  const sessions = new Map<string, Session>();

  const search = (sessionId: string, session: Session, query: string): void => {
    session.searching.abort();
    const searching = new AbortController();
    session.searching = searching;
    const signal = AbortSignal.any([searching.signal, session.ended.signal]);
    void searchFiles(gathered(session.paths), query, { rules, signal }).then((files) => {
      if (signal.aborted) return;
      tell({ type: 'fileSearchUpdated', sessionId, query, files });
      tell({ type: 'fileSearchCompleted', sessionId });
    });
  };

  return {
    async once(query, roots, token, closed) {
      const own = new AbortController();
      if (token !== null) {
        running.get(token)?.abort();
        running.set(token, own);
      }
      const signal = AbortSignal.any([own.signal, closed]);
      try {
        return await searchFiles(walker.walk(roots, signal), query, { rules, signal });
      } finally {
        if (token !== null && running.get(token) === own) running.delete(token);
      }
    },
    start(sessionId, roots) {
      if (sessionId === '') throw new DomainError({ code: 'searchSessionIdEmpty' });
      if (roots.length === 0) {
        const message = 'at least one search directory is required';
        throw new DomainError({ code: 'searchSessionNotStarted', message });
      }
      sessions.get(sessionId)?.ended.abort();
      const ended = new AbortController();
      const paths = collected(walker.walk(roots, ended.signal));
      const session = { ended, paths, searching: new AbortController() };
      sessions.set(sessionId, session);
      return () => search(sessionId, session, '');
    },
    update(sessionId, query) {
      const session = sessions.get(sessionId);
      if (session === undefined) throw new DomainError({ code: 'searchSessionNotFound', sessionId });
      return () => search(sessionId, session, query);
    },
    stop(sessionId) {
      sessions.get(sessionId)?.ended.abort();
      sessions.delete(sessionId);
    },
  };
}

/** Never rejects: where a walk breaks off, what it has found is searched, and whoever waits for the end is told of it. */
async function collected(batches: AsyncIterable<readonly FoundPath[]>): Promise<readonly FoundPath[]> {
  const all: FoundPath[] = [];
  try {
    for await (const batch of batches) all.push(...batch);
  } catch {
    // As with folders that cannot be read, which the walk leaves out.
  }
  return all;
}

/** Paths looked at before others get their turn. */
const SLICE = 1000;

async function* gathered(paths: Promise<readonly FoundPath[]>): AsyncIterable<readonly FoundPath[]> {
  const all = await paths;
  for (let at = 0; at < all.length; at += SLICE) {
    yield all.slice(at, at + SLICE);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
