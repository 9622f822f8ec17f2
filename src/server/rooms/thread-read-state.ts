// thread/readState/*: what has been read of a thread.

import { defineRoom } from '../room.js';
import { threadIdOf } from '../thread-id.js';

export const threadReadState = defineRoom('thread/readState', ({ agent }) => ({
  'thread/readState/update': async (params) => {
    const { operation, expectedRevision } = params;
    return { readState: await agent.updateReadState(threadIdOf(params), operation.type, expectedRevision) };
  },
}));
