// thread/name/*: what people call a thread.

import { defineRoom } from '../room.js';
import { threadIdOf } from '../thread-id.js';

export const threadName = defineRoom('thread/name', ({ agent }) => ({
  'thread/name/set': async (params) => {
    await agent.setThreadName(threadIdOf(params), params.name);
    return {};
  },
}));
