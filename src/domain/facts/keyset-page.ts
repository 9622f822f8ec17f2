// Pages of things in an order, told by a cursor that names the last one shown.

const DEFAULT_LIMIT = 25;
const MOST_PER_PAGE = 100;

/** How many a page holds at most. */
function pageLimit(limit: number | null): number {
  return Math.min(Math.max(limit ?? DEFAULT_LIMIT, 1), MOST_PER_PAGE);
}

/** The page that begins at `entries[0]`; `cursorOf` names its last entry when more follow. */
export function firstPage<T>(
  entries: readonly T[],
  limit: number | null,
  cursorOf: (last: T) => string,
): { data: T[]; nextCursor: string | null } {
  const data = entries.slice(0, pageLimit(limit));
  const last = data.at(-1);
  return { data, nextCursor: last !== undefined && data.length < entries.length ? cursorOf(last) : null };
}
