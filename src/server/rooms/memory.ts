// memory/*, thread/memory/*, thread/memoryMode/*: what is remembered across threads. Nothing is remembered here, as in a
// real server whose feature is off; folders of memories are emptied when that is asked for.

import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { defineRoom } from '../room.js';
import { threadIdOf } from '../thread-id.js';

const MOST_THREADS = 4096;

export const memory = defineRoom('memory', ({ agent, memories }) => ({
  'memory/status': ({ minConsolidatedThreads }) => {
    if (minConsolidatedThreads === 0 || (minConsolidatedThreads ?? 1) > MOST_THREADS) {
      throw new RpcError(
        RpcCode.invalidParams,
        `minConsolidatedThreads must be between 1 and ${MOST_THREADS}`,
      );
    }
    return { v2ConsolidatedThreads: 0, v2Ready: true };
  },

  'memory/reset': async () => {
    await memories.empty();
    return {};
  },

  'thread/memory/read': (params) => {
    agent.liveThread(threadIdOf(params));
    return { summary: null };
  },

  'thread/memoryMode/set': async (params) => {
    await agent.setMemoryMode(threadIdOf(params), params.mode);
    return {};
  },
}));
