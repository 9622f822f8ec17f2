// thread/sample, thread/sample/cancel: what the model would say, asked beside the thread.

import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { concurrent } from '../concurrent.js';
import { defineRoom } from '../room.js';
import { canonicalThreadId, uuidProblem } from '../thread-id.js';

export const threadSample = defineRoom('thread/sample', ({ agent }) => {
  /** Samples under way, by connection and id of their request. */
  const running = new Map<string, AbortController>();
  const keyOf = (connection: number, requestId: unknown): string =>
    `${connection} ${typeof requestId} ${String(requestId)}`;

  return {
    'thread/sample': concurrent(async (params, { connection, requestId, closed }) => {
      const { threadId, expectedTurnId, prompt, effort = null, allowInProgressTurn = false } = params;
      const id = canonicalThreadId(threadId);
      if (id === undefined) throw new RpcError(RpcCode.invalidRequest, uuidProblem(threadId));
      const key = keyOf(connection, requestId);
      const stop = new AbortController();
      running.set(key, stop);
      try {
        const wanted = { expectedTurnId, prompt, effort, takesRunning: allowInProgressTurn };
        const signal = AbortSignal.any([closed, stop.signal]);
        const { sourceTurnId, responseId, text, usage } = await agent.sample(id, wanted, signal);
        return {
          sourceTurnId,
          responseId,
          text,
          inputTokens: usage?.inputTokens ?? null,
          cachedInputTokens: usage?.cachedInputTokens ?? null,
          outputTokens: usage?.outputTokens ?? null,
        };
      } catch (thrown) {
        if (!stop.signal.aborted) throw thrown;
        throw new RpcError(RpcCode.internalError, 'sample canceled', { cause: thrown });
      } finally {
        running.delete(key);
      }
    }),

    'thread/sample/cancel': concurrent(({ requestId }, { connection }) => {
      running.get(keyOf(connection, requestId))?.abort();
      return {};
    }),
  };
});
