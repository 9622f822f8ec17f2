// thread/goal/*: what a thread works towards on its own account.

import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { reply } from '../reply.js';
import { type ConfigReader, defineRoom } from '../room.js';
import { threadIdOf } from '../thread-id.js';

export const threadGoal = defineRoom('thread/goal', ({ agent: { goals }, config }) => ({
  'thread/goal/set': async (params) => {
    assertSwitchedOn(config);
    const { objective, status, tokenBudget } = params;
    const { goal, announce } = await goals.set(threadIdOf(params), {
      objective: objective ?? undefined,
      status: status ?? undefined,
      tokenBudget,
    });
    return reply({ build: () => ({ goal }), after: announce });
  },

  'thread/goal/get': async (params) => {
    assertSwitchedOn(config);
    return { goal: await goals.get(threadIdOf(params)) };
  },

  'thread/goal/clear': async (params) => {
    assertSwitchedOn(config);
    const { cleared, announce } = await goals.clear(threadIdOf(params));
    return reply({ build: () => ({ cleared }), after: announce });
  },
}));

function assertSwitchedOn(config: ConfigReader): void {
  if (config.features().goals === false) {
    throw new RpcError(RpcCode.invalidRequest, 'goals feature is disabled');
  }
}
