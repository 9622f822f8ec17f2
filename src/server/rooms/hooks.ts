// hooks/*: the commands that the configuration wants run around turns.

import { concurrent } from '../concurrent.js';
import { defineRoom } from '../room.js';
import { optionalThreadIdOf } from '../thread-id.js';

export const hooks = defineRoom('hooks', ({ agent, hooks: shelf, oneOff }) => ({
  'hooks/list': concurrent(async ({ cwds, threadId: given }) => {
    const threadId = optionalThreadIdOf(given);
    if (threadId !== null) agent.liveThread(threadId);
    return { data: await shelf.list(cwds?.length ? cwds : [oneOff.cwd]) };
  }),
}));
