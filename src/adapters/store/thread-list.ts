// The rules of thread lists over the index: which threads, in which order, where a page begins and ends.

import { spawnedBy } from '../../domain/agents/agent-source.js';
import type { StoredThread, ThreadPage, ThreadQuery } from '../../domain/ports.js';
import type { ThreadMeta } from '../../domain/records.js';
import type { ThreadSourceKind } from '../../protocol/index.js';
import { slices } from '../../util/slices.js';
import { compareIds, creationOf, type IndexedThread, idOf } from './indexed-thread.js';
import type { DialectName } from './rollout-dialect.js';
import { mentionTest } from './rollout-grep.js';
import { isSubAgentKind, sourceKind } from './session-source.js';
import {
  readCursor,
  readPositionCursor,
  type ThreadCursor,
  writeCursor,
  writePositionCursor,
} from './thread-cursor.js';
import type { ThreadIndex } from './thread-index.js';

const DEFAULT_LIMIT = 25;
const MOST_PER_PAGE = 100;

export interface ThreadLister {
  index: ThreadIndex;
  /** 0.118.0 counts times in seconds, lists empty messages and knows no cursor without an id. */
  dialect: DialectName;
  stored(thread: IndexedThread): StoredThread;
}

/** @throws DomainError `cursorInvalid` */
export async function listThreads(query: ThreadQuery, lister: ThreadLister): Promise<ThreadPage> {
  const { index, dialect } = lister;
  const order = orderOf(query, dialect);
  const cursor = query.cursor === null ? null : order.readCursor(query.cursor);
  await index.refresh();
  if (order.isByUpdate) await index.refreshTimes();

  const ascending = query.sortDirection === 'asc';
  const { members } = query;
  const newestFirst = members === null ? sorted(index, order) : found(index, members).sort(order.newestFirst);
  const limit = Math.min(Math.max(query.limit ?? DEFAULT_LIMIT, 1), MOST_PER_PAGE);
  const wanted = filterOf(query, lister);
  const start = cursor === null ? 0 : firstBeyond(newestFirst, cursor, order, ascending);

  const mayMention = query.mentions ? mentionTest(query.mentions) : null;
  const turn = slices();
  const threads: StoredThread[] = [];
  const shown: IndexedThread[] = [];
  for (let i = start; i < newestFirst.length; i += 1) {
    const thread = newestFirst.at(ascending ? -1 - i : i);
    if (thread === undefined || !wanted(thread)) continue;
    if (mayMention) {
      await turn();
      if (query.signal?.aborted) break;
      if (!index.someFile(thread, mayMention)) continue;
    }
    if (shown.length === limit) {
      return page(threads, shown, order, ascending, true);
    }
    const present = index.look(thread);
    if (!present) continue;
    shown.push(present);
    threads.push(lister.stored(present));
  }
  return page(threads, shown, order, ascending, false);
}

interface Order {
  readonly isByCreation?: true;
  readonly isByUpdate?: true;
  readCursor(cursor: string): ThreadCursor;
  writeCursor(time: number, threadId: string): string;
  /** Where a page begins that is read the other way. */
  turningPoint(time: number, threadId: string): string;
  /** The time a thread is sorted by, unix milliseconds. */
  time(thread: IndexedThread): number;
  /** The same time, unrounded: cursors that are a time alone may be finer than the order, as in 0.169.0. */
  exactTime(thread: IndexedThread): number;
  newestFirst: (a: IndexedThread, b: IndexedThread) => number;
}

function orderOf({ sortKey, members }: ThreadQuery, dialect: DialectName): Order {
  const byTime = {
    readCursor: (cursor: string) => readCursor(cursor, dialect !== '0.118.0'),
    writeCursor,
    turningPoint: (time: number) => writeCursor(time, null),
  };
  if (sortKey === 'section_position') return positionOrder(members);
  const isByUpdate = sortKey === 'updated_at' || sortKey === 'recency_at';
  return isByUpdate ? { ...byTime, ...updateOrder(dialect) } : { ...byTime, ...creationOrder };
}

type TimeOrder = Omit<Order, 'readCursor' | 'writeCursor' | 'turningPoint'>;

/** By the places people gave the threads; "newest" are those at the end. */
function positionOrder(members: ReadonlyMap<string, number> | null): Order {
  const time = (thread: IndexedThread): number => members?.get(idOf(thread)) ?? 0;
  return {
    time,
    exactTime: time,
    newestFirst: (a, b) => time(b) - time(a) || compareIds(b, a),
    readCursor: readPositionCursor,
    writeCursor: writePositionCursor,
    turningPoint: writePositionCursor,
  };
}

const creationOrder: TimeOrder = {
  isByCreation: true,
  time: creationOf,
  exactTime: (thread) => thread.head?.meta.createdAt ?? 0,
  newestFirst: (a, b) => creationOf(b) - creationOf(a) || compareIds(b, a),
};

function updateOrder(dialect: DialectName): TimeOrder {
  const unit = dialect === '0.118.0' ? 1000 : 1;
  const time = (thread: IndexedThread): number => Math.floor(thread.mtime / unit) * unit;
  return {
    isByUpdate: true,
    time,
    exactTime: (thread) => Math.floor(thread.mtime),
    newestFirst: (a, b) => time(b) - time(a) || compareIds(b, a),
  };
}

/** Orders by update as they were sorted last: pages that follow each other find them again. */
const updateOrders = new WeakMap<ThreadIndex, { version: number; threads: readonly IndexedThread[] }>();

function sorted(index: ThreadIndex, order: Order): readonly IndexedThread[] {
  const byCreation = index.byCreation();
  if (order.isByCreation) return byCreation;
  if (!order.isByUpdate) return [...byCreation].sort(order.newestFirst);
  const { version } = index;
  const known = updateOrders.get(index);
  if (known?.version === version) return known.threads;
  const threads = [...byCreation].sort(order.newestFirst);
  updateOrders.set(index, { version, threads });
  return threads;
}

function found(index: ThreadIndex, members: ReadonlyMap<string, number>): IndexedThread[] {
  return [...members.keys()].flatMap((id) => index.find(id) ?? []);
}

/** How many threads come before the first one beyond the cursor, in the direction of reading. */
function firstBeyond(
  newestFirst: readonly IndexedThread[],
  cursor: ThreadCursor,
  order: Order,
  ascending: boolean,
): number {
  let [low, high] = [0, newestFirst.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const thread = newestFirst.at(ascending ? -1 - middle : middle);
    if (thread !== undefined && isBeyond(thread, cursor, order, ascending)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** True for threads that come after the cursor in the direction of reading. */
function isBeyond(thread: IndexedThread, cursor: ThreadCursor, order: Order, ascending: boolean): boolean {
  const difference = order.time(thread) - cursor.time;
  if (difference !== 0) return ascending === difference > 0;
  if (cursor.threadId === null) return false;
  return ascending ? idOf(thread) > cursor.threadId : idOf(thread) < cursor.threadId;
}

function page(
  threads: StoredThread[],
  shown: readonly IndexedThread[],
  order: Order,
  ascending: boolean,
  more: boolean,
): ThreadPage {
  const first = shown[0];
  const last = shown.at(-1);
  return {
    threads,
    nextCursor: more && last ? order.writeCursor(order.time(last), idOf(last)) : null,
    backwardsCursor: first
      ? order.turningPoint(order.exactTime(first) + (ascending ? 1 : -1), idOf(first))
      : null,
  };
}

function filterOf(query: ThreadQuery, { index, dialect }: ThreadLister): (thread: IndexedThread) => boolean {
  const providers = filled(query.modelProviders);
  const kinds = kindsOf(query);
  const folders = query.cwd?.map(withoutSlash) ?? null;
  const term = query.searchTerm || null;
  // 0.169.0 shows threads in which nothing was said only among archived ones, in their sections
  // and as agents of the thread that is asked about.
  const isAskedFor = query.archived || query.members !== null || Boolean(query.agentsOf);
  const showsUnbegun = dialect !== '0.118.0' && isAskedFor;
  const hidesEmpty = dialect !== '0.118.0' && !showsUnbegun;
  return (thread) => {
    const meta = thread.head?.meta;
    if (!meta || thread.archived !== query.archived) return false;
    if (providers && !providers.includes(meta.modelProvider)) return false;
    if (folders && !folders.includes(withoutSlash(meta.cwd))) return false;
    if (query.excluded?.has(meta.id) || !isAttachedAsWanted(meta, query.attached ?? 'hidden')) return false;
    if (query.agentsOf && !isAgentOf(meta, query.agentsOf, index)) return false;
    if (kinds !== null && !isOfKind(meta.source, kinds)) return false;
    const preview = index.preview(thread);
    if (preview === null ? !showsUnbegun : preview === '' && hidesEmpty) return false;
    return term === null || preview?.includes(term) || (index.name(thread) ?? '').includes(term);
  };
}

/** Null: of any kind, as agents are that are asked for by the thread above them. */
function kindsOf({ sourceKinds, agentsOf }: ThreadQuery): readonly ThreadSourceKind[] | null {
  if (agentsOf && sourceKinds === null) return null;
  return filled(sourceKinds) ?? ['cli', 'vscode'];
}

function isOfKind(source: ThreadMeta['source'], kinds: readonly ThreadSourceKind[]): boolean {
  const kind = sourceKind(source);
  return kind !== null && kinds.some((one) => one === kind || (one === 'subAgent' && isSubAgentKind(kind)));
}

function isAttachedAsWanted(meta: ThreadMeta, wanted: NonNullable<ThreadQuery['attached']>): boolean {
  if (typeof wanted === 'object') return meta.isAttached === true && meta.forkedFromId === wanted.to;
  return wanted === 'shown' || meta.isAttached !== true;
}

/** Goes up the tree; a thread that comes again, as only a forged file could tell, ends it. */
function isAgentOf(
  { id, source }: ThreadMeta,
  { threadId, deep }: NonNullable<ThreadQuery['agentsOf']>,
  index: ThreadIndex,
): boolean {
  const seen = new Set([id]);
  for (let parent = spawnedBy(source)?.parentThreadId; parent !== undefined && !seen.has(parent); ) {
    if (parent === threadId) return true;
    if (!deep) return false;
    seen.add(parent);
    const above = index.find(parent)?.head?.meta.source;
    parent = above === undefined ? undefined : spawnedBy(above)?.parentThreadId;
  }
  return false;
}

function filled<T>(list: readonly T[] | null): readonly T[] | null {
  return list && list.length > 0 ? list : null;
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
