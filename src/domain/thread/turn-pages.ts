// The history of a thread in pages: its turns, the items of its turns, the places where a text occurs. Pure.

import type { ParamsOf, ResultOf, Thread, ThreadItem, Turn } from '../../protocol/index.js';
import { DomainError } from '../errors.js';
import type { SpokenEntry } from './history.js';
import { cursorOf, type Page, type PageQuery, pageOf, pageSize } from './page.js';

type ItemsView = Turn['itemsView'];
type ItemEntry = ResultOf<'thread/items/list'>['data'][number];
type Occurrence = ResultOf<'thread/searchOccurrences'>['data'][number];
type TimelineEntry = ResultOf<'thread/timeline/list'>['data'][number];
type Deferral = NonNullable<ParamsOf<'thread/items/list'>['deferOutput']>;

/** All that was said in a thread, in writing and by voice. */
export interface Said {
  readonly turns: readonly Turn[];
  readonly spoken: readonly SpokenEntry[];
}

/** What pages need to know of the thread they are of. */
type ThreadName = Pick<Thread, 'id' | 'historyMode'>;

/** Turns with as much of their items as the view shows; the summary is what was asked and what was answered last. */
export function turnPage(
  { id, historyMode }: ThreadName,
  turns: readonly Turn[],
  query: PageQuery & { view: ItemsView },
): Page<Turn> {
  const scope = { requestedThreadId: id, kind: 'turns', isLegacy: historyMode === 'legacy' } as const;
  const page = pageOf(turns, query, { scope, idOf: (turn) => turn.id });
  return { ...page, data: page.data.map((turn) => viewed(turn, query.view)) };
}

/** The page of turns that comes with a thread, newest first unless told; null where none is asked for. */
export function initialPage(
  thread: Thread,
  asked: NonNullable<ParamsOf<'thread/resume'>['initialTurnsPage']> | null,
): Page<Turn> | null {
  if (asked === null) return null;
  const { limit = null, sortDirection, itemsView } = asked;
  const query = { cursor: null, limit, direction: sortDirection ?? 'desc', view: itemsView ?? 'summary' };
  return turnPage(thread, thread.turns, query);
}

export interface NewestCursors {
  readonly turnsBackwardsCursor: string | null;
  readonly itemsBackwardsCursor: string | null;
}

/** Where the newest turns and items begin, for whoever has just been given a thread; null in an empty or legacy one. */
export function newestCursors(
  { id: threadId, historyMode }: ThreadName,
  turns: readonly Turn[],
): NewestCursors {
  if (historyMode === 'legacy') return { turnsBackwardsCursor: null, itemsBackwardsCursor: null };
  const turn = turns.at(-1);
  const item = turns.findLast(({ items }) => items.length > 0)?.items.at(-1);
  const at = (kind: 'turns' | 'items', id: string | undefined): string | null =>
    id === undefined ? null : cursorOf({ requestedThreadId: threadId, kind }, { id, includeAnchor: true });
  return { turnsBackwardsCursor: at('turns', turn?.id), itemsBackwardsCursor: at('items', item?.id) };
}

/** Items of all turns, or of one; a turn nobody knows has none. */
export function itemPage(
  threadId: string,
  turns: readonly Turn[],
  query: PageQuery & { turnId: string | null; defer: Deferral | null },
): Page<ItemEntry> {
  const scope = { requestedThreadId: threadId, kind: 'items' } as const;
  const page = pageOf(entriesOf(turns, query.turnId), query, { scope, idOf: ({ item }) => item.id });
  return { ...page, data: page.data.map((entry) => deferred(entry, query.defer)) };
}

/** A page that begins with the item a client names instead of a cursor. */
export function itemAnchor(threadId: string, itemId: string): string {
  return cursorOf({ requestedThreadId: threadId, kind: 'items' }, { id: itemId, includeAnchor: true });
}

/** The items of a turn with these ids, in the order of the turn. */
export function itemsById(turns: readonly Turn[], turnId: string, itemIds: readonly string[]): ItemEntry[] {
  const wanted = new Set(itemIds);
  return entriesOf(turns, turnId).filter(({ item }) => wanted.has(item.id));
}

/** Everything that happened in a thread, oldest first; pages go backwards from its end. */
export function timelinePage(
  threadId: string,
  { turns, spoken }: Said,
  { cursor, limit }: { cursor: string | null; limit: number | null },
): ResultOf<'thread/timeline/list'> {
  const entries = timeline(turns, spoken);
  const before = cursor === null ? entries.length : positionIn(cursor, threadId);
  const start = Math.max(0, before - pageSize(limit));
  const nextCursor = start > 0 ? JSON.stringify({ threadId, position: start }) : null;
  const activeRealtimeSessionAtPageStart = sessionAfter(entries.slice(0, start));
  return { data: entries.slice(start, before), nextCursor, activeRealtimeSessionAtPageStart };
}

/** Where `term` occurs in what was said, oldest first, letter case aside. */
export function occurrencePage(
  threadId: string,
  turns: readonly Turn[],
  { term, ...query }: { term: string; cursor: string | null; limit: number | null },
): { data: Occurrence[]; nextCursor: string | null } {
  const found = turns.flatMap((turn) =>
    turn.items.flatMap((item) => {
      const hit = hitIn(textOf(item), term);
      if (hit === null) return [];
      const scope = { requestedThreadId: threadId, kind: 'turns' } as const;
      const turnCursor = cursorOf(scope, { id: turn.id, includeAnchor: true });
      return [{ turnId: turn.id, itemId: item.id, ...hit, turnCursor }];
    }),
  );
  const scope = { requestedThreadId: threadId, kind: 'occurrences' } as const;
  const page = pageOf(found, { ...query, direction: 'asc' }, { scope, idOf: ({ itemId }) => itemId });
  return { data: page.data, nextCursor: page.nextCursor };
}

/** Characters shown on either side of a hit. */
const AROUND = 80;

/** The first place of `term` in `text`, with what stands around it; offsets count UTF-16 units of the snippet. */
export function hitIn(text: string, term: string): Pick<Occurrence, 'snippet' | 'snippetMatchRange'> | null {
  const at = text.toLowerCase().indexOf(term.toLowerCase());
  if (at === -1) return null;
  const from = Math.max(0, at - AROUND);
  const snippet = text.slice(from, at + term.length + AROUND);
  return { snippet, snippetMatchRange: { start: at - from, end: at - from + term.length } };
}

/** What people read of an item: what they and the model said. */
export function textOf(item: ThreadItem): string {
  switch (item.type) {
    case 'userMessage':
      return item.content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
    case 'agentMessage':
    case 'plan':
      return item.text;
    default:
      return '';
  }
}

function viewed(turn: Turn, view: ItemsView): Turn {
  if (view === 'full') return { ...turn, itemsView: view };
  if (view === 'notLoaded') return { ...turn, items: [], itemsView: view };
  const asked = turn.items.find(({ type }) => type === 'userMessage');
  const answered = turn.items.findLast(({ type }) => type === 'agentMessage');
  const items = [asked, answered].filter((item) => item !== undefined);
  return { ...turn, items, itemsView: view };
}

function entriesOf(turns: readonly Turn[], turnId: string | null): ItemEntry[] {
  return turns.flatMap((turn) =>
    turnId !== null && turn.id !== turnId
      ? []
      : turn.items.map((item) => ({
          turnId: turn.id,
          item,
          startedAtMs: item.startedAtMs ?? null,
          completedAtMs: item.completedAtMs ?? null,
        })),
  );
}

function deferred(entry: ItemEntry, defer: Deferral | null): ItemEntry {
  const { item } = entry;
  if (defer?.commandExecution === true && item.type === 'commandExecution') {
    return { ...entry, item: { ...item, aggregatedOutput: null }, outputDeferred: true };
  }
  if (defer?.mcpToolCall === true && item.type === 'mcpToolCall') {
    return { ...entry, item: { ...item, result: null }, outputDeferred: true };
  }
  return entry;
}

/**
 * The real server spells the members of a turn's entries in camel case, its schema in snake case: these have both, so
 * that clients of either find them.
 */
function timeline(turns: readonly Turn[], spoken: readonly SpokenEntry[]): TimelineEntry[] {
  const entries: TimelineEntry[] = [];
  const waiting = [...spoken];
  /** What was said by voice up to here, in its order. */
  const letSpeak = (isUpToHere: (entry: SpokenEntry) => boolean): void => {
    for (let next = waiting[0]; next !== undefined && isUpToHere(next); next = waiting[0]) {
      waiting.shift();
      entries.push({ type: 'realtime', position: entries.length, item: next.item });
    }
  };
  letSpeak(({ turnId }) => turnId === null);
  for (const { id: turnId, items, status, error, ...times } of turns) {
    const startedAt = times.startedAt ?? null;
    const started = { turnId, turn_id: turnId, startedAt, started_at: startedAt };
    entries.push({ type: 'turnStarted', position: entries.length, ...started });
    for (const [index, item] of items.entries()) {
      letSpeak((entry) => entry.turnId === turnId && entry.items !== null && entry.items <= index);
      entries.push({ type: 'item', position: entries.length, turnId, item });
    }
    letSpeak((entry) => entry.turnId === turnId && entry.items !== null);
    if (status === 'inProgress') continue;
    const completedAt = times.completedAt ?? null;
    const durationMs = times.durationMs ?? null;
    const ended = { completedAt, completed_at: completedAt, durationMs, duration_ms: durationMs };
    entries.push({ type: 'turnCompleted', position: entries.length, status, error, ...started, ...ended });
    letSpeak((entry) => entry.turnId === turnId);
  }
  letSpeak(() => true);
  return entries;
}

/** The conversation that goes on after these; null: none does. */
function sessionAfter(entries: readonly TimelineEntry[]): string | null {
  const edge = entries.findLast(
    (entry) => entry.type === 'realtime' && entry.item.type !== 'transcriptSegment',
  );
  if (edge?.type !== 'realtime' || edge.item.type === 'realtimeSessionClosed') return null;
  return edge.item.realtimeSessionId;
}

function positionIn(cursor: string, threadId: string): number {
  try {
    const value = JSON.parse(cursor) as { threadId?: unknown; position?: unknown } | null;
    if (value?.threadId === threadId && typeof value.position === 'number') return value.position;
  } catch {
    // Told below like any other cursor that is none.
  }
  throw new DomainError({ code: 'cursorInvalid', cursor });
}
