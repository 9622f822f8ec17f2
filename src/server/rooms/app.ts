// app/*: the apps of a ChatGPT account.

import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { concurrent } from '../concurrent.js';
import { assertCursor, pageOf } from '../page-of.js';
import { defineRoom } from '../room.js';
import { optionalThreadIdOf } from '../thread-id.js';

const MOST_IDS = 100;

export const app = defineRoom('app', ({ agent, apps }) => {
  const assertThread = (given: string | null | undefined): void => {
    const threadId = optionalThreadIdOf(given);
    if (threadId !== null) agent.liveThread(threadId);
  };
  return {
    'app/list': concurrent(async ({ threadId, cursor, limit, forceRefetch }, { originator }) => {
      assertThread(threadId);
      if (apps.areThere()) assertCursor(cursor);
      const found = await apps.list(originator, {
        isAnew: forceRefetch ?? false,
        isFromStart: cursor == null,
      });
      return found.length === 0 ? { data: [], nextCursor: null } : pageOf(found, { cursor, limit }, 'apps');
    }),
    'app/installed': concurrent(async ({ threadId, forceRefresh }) => {
      assertThread(threadId);
      return { apps: await apps.installed({ isAnew: forceRefresh ?? false }) };
    }),
    'app/read': concurrent(({ appIds, threadId, includeTools }, { originator }) => {
      if (appIds.length > MOST_IDS)
        throw new RpcError(RpcCode.invalidParams, `app/read accepts at most ${MOST_IDS} appIds`);
      assertThread(threadId);
      return apps.read(originator, { ids: [...new Set(appIds)], includeTools: includeTools ?? false });
    }),
  };
});
