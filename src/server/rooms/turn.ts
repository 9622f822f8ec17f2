// turn/*: input for a thread, and the end of a turn before its time.

import { reply } from '../reply.js';
import { defineRoom } from '../room.js';
import { threadIdOf } from '../thread-id.js';
import { turnOverrides } from '../thread-params.js';

export const turn = defineRoom('turn', ({ agent }) => ({
  'turn/start': (params) => {
    const started = agent.liveThread(threadIdOf(params)).startTurn({
      input: params.input,
      clientUserMessageId: params.clientUserMessageId ?? null,
      overrides: turnOverrides(params),
      outputSchema: params.outputSchema ?? null,
    });
    return reply({ build: () => ({ turn: started.turn }), after: () => started.begin() });
  },

  'turn/steer': (params) =>
    agent.liveThread(threadIdOf(params)).steer(
      {
        input: params.input,
        clientUserMessageId: params.clientUserMessageId ?? null,
        overrides: {},
        outputSchema: null,
      },
      params.expectedTurnId,
    ),

  'turn/interrupt': async (params) => {
    await agent.liveThread(threadIdOf(params)).interrupt(params.turnId);
    return {};
  },
}));
