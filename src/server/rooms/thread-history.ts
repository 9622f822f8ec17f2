// thread/turns/*, thread/items/*, thread/timeline/*, thread/search*: the history of threads in pages.

import { DomainError } from '../../domain/errors.js';
import {
  itemAnchor,
  itemPage,
  itemsById,
  occurrencePage,
  type Said,
  timelinePage,
  turnPage,
} from '../../domain/thread/turn-pages.js';
import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import type { ParamsOf, Turn } from '../../protocol/index.js';
import { concurrent } from '../concurrent.js';
import { defineRoom } from '../room.js';
import { threadIdOf } from '../thread-id.js';
import { isArchived, isUnwritten } from '../thread-join.js';

const MOST_ITEM_IDS = 100;

export const threadHistory = defineRoom('thread/history', ({ agent, config }) => {
  /** Of a thread whose lines are numbered. @throws DomainError `historyLegacy` and what reading it throws */
  const saidIn = async (threadId: string): Promise<Said> => {
    const { historyMode, ...said } = await agent.readHistory(threadId);
    if (historyMode === 'legacy') throw new DomainError({ code: 'historyLegacy' });
    return said;
  };
  const turnsOf = async (threadId: string): Promise<readonly Turn[]> => (await saidIn(threadId)).turns;

  return {
    'thread/turns/list': async (params) => {
      const threadId = threadIdOf(params);
      const query = { ...pageQuery(params, 'desc'), view: params.itemsView ?? 'summary' };
      const thread = await agent.readThread(threadId, { turns: true });
      return turnPage(thread, thread.turns, query);
    },

    'thread/items/list': async (params) => {
      const threadId = threadIdOf(params);
      const turnId = params.turnId ?? null;
      const cursor = itemCursor(threadId, params);
      const query = { ...pageQuery({ ...params, cursor }, 'asc'), turnId, defer: params.deferOutput ?? null };
      return itemPage(threadId, await turnsOf(threadId), query);
    },

    'thread/items/read': async (params) => {
      const { itemIds, turnId } = params;
      if (itemIds.length === 0 || itemIds.length > MOST_ITEM_IDS) {
        throw new RpcError(RpcCode.invalidRequest, `itemIds must contain 1 to ${MOST_ITEM_IDS} IDs`);
      }
      return { data: itemsById(await turnsOf(threadIdOf(params)), turnId, itemIds) };
    },

    'thread/timeline/list': async (params) => {
      const threadId = threadIdOf(params);
      if (isUnwritten(agent, threadId)) {
        throw new DomainError({ code: 'threadNotMaterialized', threadId, wanted: 'turns' });
      }
      if (await isArchived(agent, threadId)) {
        throw new RpcError(RpcCode.invalidRequest, `thread ${threadId} is archived`);
      }
      const { cursor, limit } = pageQuery(params, 'asc');
      return timelinePage(threadId, await saidIn(threadId), { cursor, limit });
    },

    'thread/searchOccurrences': async (params, { method }) => {
      const threadId = threadIdOf(params);
      const { cursor, limit } = pageQuery(params, 'asc');
      const term = termOf(params, method);
      return occurrencePage(threadId, await turnsOf(threadId), { term, cursor, limit });
    },

    'thread/search': concurrent(async (params, { method, closed }) =>
      agent.searchThreads(termOf(params, method), {
        cursor: params.cursor ?? null,
        limit: params.limit ?? null,
        sortKey: params.sortKey ?? 'created_at',
        sortDirection: params.sortDirection ?? 'desc',
        modelProviders: [config.defaultProvider()],
        sourceKinds: params.sourceKinds ?? null,
        archived: params.archived ?? false,
        cwd: null,
        searchTerm: null,
        members: null,
        signal: closed,
      }),
    ),
  };
});

type Paged = Pick<ParamsOf<'thread/turns/list'>, 'cursor' | 'limit' | 'sortDirection'>;

function pageQuery({ cursor, limit, sortDirection }: Paged, usual: 'asc' | 'desc') {
  return { cursor: cursor ?? null, limit: limit ?? null, direction: sortDirection ?? usual };
}

function itemCursor(threadId: string, { cursor, turnId }: ParamsOf<'thread/items/list'>): string | null {
  if (cursor == null || typeof cursor === 'string') return cursor ?? null;
  if (turnId == null) {
    throw new RpcError(RpcCode.invalidParams, 'turnId is required when cursor is an item anchor');
  }
  return itemAnchor(threadId, cursor.itemId);
}

function termOf({ searchTerm }: { searchTerm: string }, method: string): string {
  const term = searchTerm.trim();
  if (term !== '') return term;
  throw new RpcError(RpcCode.invalidRequest, `${method} requires a non-empty searchTerm`);
}
