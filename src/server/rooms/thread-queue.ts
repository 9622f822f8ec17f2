// thread/queue/*: input that waits until its thread is free. Only versions that refuse remote images have queues.

import { assertNoRemoteImages } from '../../domain/turn/user-content.js';
import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { pageFrom } from '../page-of.js';
import { reply } from '../reply.js';
import { defineRoom } from '../room.js';
import { threadIdOf } from '../thread-id.js';

const USUAL_PAGE = 25;
const LARGEST_PAGE = 100;

export const threadQueue = defineRoom('thread/queue', ({ agent: { queue } }) => ({
  'thread/queue/add': async (params) => {
    const { input, clientUserMessageId, responsesapiClientMetadata: metadata = null } = params;
    assertNoRemoteImages(input, { refusesRemoteImages: true });
    const queuedSubmission = await queue.add(threadIdOf(params), { input, metadata }, clientUserMessageId);
    return { queuedSubmission };
  },

  'thread/queue/list': async (params) => {
    const queued = await queue.list(threadIdOf(params));
    const limit = Math.min(params.limit ?? USUAL_PAGE, LARGEST_PAGE);
    return pageFrom(queued, offsetOf(params.cursor ?? null), limit);
  },

  'thread/queue/update': async (params) => {
    const { input, queuedSubmissionId, responsesapiClientMetadata: metadata = null } = params;
    assertNoRemoteImages(input, { refusesRemoteImages: true });
    return {
      queuedSubmission: await queue.update(threadIdOf(params), queuedSubmissionId, { input, metadata }),
    };
  },

  'thread/queue/delete': async (params) => ({
    deleted: await queue.delete(threadIdOf(params), params.queuedSubmissionId),
  }),

  'thread/queue/reorder': async (params) => {
    await queue.reorder(threadIdOf(params), params.queuedSubmissionIds);
    return {};
  },

  'thread/queue/start': async (params) => {
    const started = await queue.start(threadIdOf(params), params.queuedSubmissionId ?? null);
    return reply({ build: () => ({ turn: started.turn }), after: () => started.begin() });
  },
}));

function offsetOf(cursor: string | null): number {
  if (cursor === null) return 0;
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  const problem = cursor === '' ? 'cannot parse integer from empty string' : 'invalid digit found in string';
  throw new RpcError(RpcCode.invalidRequest, `invalid queue pagination cursor: ${problem}`);
}
