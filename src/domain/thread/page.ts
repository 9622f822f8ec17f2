// One page out of a list that grows at its end, by cursors that name an entry: pages stay right while the list
// grows. Pure; what turns, items and the timeline share.

import { DomainError } from '../errors.js';

const DEFAULT_LIMIT = 25;
const MOST = 100;

export interface PageQuery {
  readonly cursor: string | null;
  readonly limit: number | null;
  readonly direction: 'asc' | 'desc';
}

export interface Page<T> {
  readonly data: T[];
  readonly nextCursor: string | null;
  readonly backwardsCursor: string | null;
}

/** What a cursor belongs to; one of another thread or kind of list is refused. */
export interface PageScope {
  readonly requestedThreadId: string;
  readonly kind: 'turns' | 'items' | 'occurrences';
  /** Cursors into such a thread name a turn alone. */
  readonly isLegacy?: boolean;
}

interface Anchor {
  readonly id: string;
  readonly includeAnchor: boolean;
}

/** How many entries a page has: 25 where nothing is said, from 1 to 100. */
export function pageSize(limit: number | null): number {
  return Math.min(MOST, Math.max(1, limit ?? DEFAULT_LIMIT));
}

/**
 * The page of `entries` (oldest first) that `query` asks for. `idOf` names an entry uniquely.
 * @throws DomainError `cursorInvalid`
 */
export function pageOf<T>(
  entries: readonly T[],
  query: PageQuery,
  { scope, idOf }: { scope: PageScope; idOf: (entry: T) => string },
): Page<T> {
  const ordered = query.direction === 'asc' ? entries : entries.toReversed();
  const start = query.cursor === null ? 0 : startAt(ordered, query.cursor, { scope, idOf });
  const data = ordered.slice(start, start + pageSize(query.limit));
  const [first, last] = [data[0], data.at(-1)];
  if (first === undefined || last === undefined) return { data, nextCursor: null, backwardsCursor: null };
  const hasMore = start + data.length < ordered.length;
  return {
    data,
    nextCursor: hasMore ? cursorOf(scope, { id: idOf(last), includeAnchor: false }) : null,
    backwardsCursor: cursorOf(scope, { id: idOf(first), includeAnchor: true }),
  };
}

export function cursorOf({ requestedThreadId, kind, isLegacy }: PageScope, anchor: Anchor): string {
  if (isLegacy) return JSON.stringify({ turnId: anchor.id, includeAnchor: anchor.includeAnchor });
  return JSON.stringify({ requestedThreadId, ...anchor, scope: { kind } });
}

function startAt<T>(
  ordered: readonly T[],
  cursor: string,
  { scope, idOf }: { scope: PageScope; idOf: (entry: T) => string },
): number {
  const anchor = anchorIn(cursor, scope);
  const at = ordered.findIndex((entry) => idOf(entry) === anchor.id);
  if (at === -1) {
    const what = scope.isLegacy ? 'anchor turn is no longer present' : cursor;
    throw new DomainError({ code: 'cursorInvalid', cursor: what });
  }
  return anchor.includeAnchor ? at : at + 1;
}

function anchorIn(cursor: string, scope: PageScope): Anchor {
  const invalid = new DomainError({ code: 'cursorInvalid', cursor });
  let value: unknown;
  try {
    value = JSON.parse(cursor);
  } catch {
    throw invalid;
  }
  // Only read through checks of each member.
  const read = value as Partial<PageScope & Anchor & { turnId: unknown; scope: { kind?: unknown } }> | null;
  if (scope.isLegacy) {
    if (typeof read?.turnId !== 'string' || typeof read.includeAnchor !== 'boolean') throw invalid;
    return { id: read.turnId, includeAnchor: read.includeAnchor };
  }
  const fits = read?.requestedThreadId === scope.requestedThreadId && read.scope?.kind === scope.kind;
  if (!fits || typeof read.id !== 'string') throw invalid;
  return { id: read.id, includeAnchor: read.includeAnchor === true };
}
