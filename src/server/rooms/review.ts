// review/start: another model looks at a change, in the thread or (0.118.0) in a fork of it.

import type { LiveThread } from '../../domain/agent.js';
import { checkedTarget } from '../../domain/review/review-target.js';
import { reply } from '../reply.js';
import { defineRoom, type RequestContext } from '../room.js';
import { threadIdOf } from '../thread-id.js';

export const review = defineRoom('review', ({ agent }) => {
  /** A fork for the review alone; it is announced before the answer names it. */
  const fork = async (source: LiveThread, context: RequestContext): Promise<LiveThread> => {
    const { sandboxPolicy, accessRules, permissionProfile } = source.settings;
    const forked = await agent.forkThread({
      threadId: source.id,
      path: null,
      lastTurnId: null,
      beforeTurnId: null,
      overrides: { sandboxPolicy, accessRules, permissionProfile, profileNamed: null },
      config: null,
      ephemeral: false,
      originator: context.originator,
      purpose: 'review',
    });
    agent.hub.subscribe(context.connection, forked.id);
    return forked;
  };

  return {
    'review/start': async (params, context) => {
      const threadId = threadIdOf(params);
      const source = agent.liveThread(threadId);
      const target = checkedTarget(params.target);
      // Only an old version lets clients ask for it.
      const isDetached = (params.delivery as string | null | undefined) === 'detached';
      const thread = isDetached ? await fork(source, context) : source;
      const started = thread.review(target);
      return reply({
        build: () => ({ turn: started.turn, reviewThreadId: thread.id }),
        after: () => started.begin(),
      });
    },
  };
});
