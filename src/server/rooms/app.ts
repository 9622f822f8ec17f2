// app/*: apps of a ChatGPT account. Nobody here asks that cloud for any, so there are none.

import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { defineRoom } from '../room.js';

const MOST_IDS = 100;

export const app = defineRoom('app', ({ agent }) => {
  const assertThread = (threadId: string | null | undefined): void => {
    if (threadId != null) agent.liveThread(threadId);
  };
  return {
    'app/list': ({ threadId }) => {
      assertThread(threadId);
      return { data: [], nextCursor: null };
    },
    'app/installed': ({ threadId }) => {
      assertThread(threadId);
      return { apps: [] };
    },
    'app/read': ({ appIds, threadId }) => {
      if (appIds.length > MOST_IDS)
        throw new RpcError(RpcCode.invalidParams, `app/read accepts at most ${MOST_IDS} appIds`);
      assertThread(threadId);
      return { apps: [], missingAppIds: appIds };
    },
  };
});
