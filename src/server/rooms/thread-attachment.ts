// thread/attachment/*, thread/attachmentOwner/*: what clients note on threads.

import { defineRoom } from '../room.js';
import { threadIdOf } from '../thread-id.js';

export const threadAttachment = defineRoom('thread/attachment', ({ agent: { attachments } }) => ({
  'thread/attachment/add': (params) => {
    const { attachmentType, identityKey, payload } = params;
    return attachments.add({ threadId: threadIdOf(params), attachmentType, identityKey }, payload);
  },

  'thread/attachment/list': (params) =>
    attachments.list(threadIdOf(params), { cursor: params.cursor ?? null, limit: params.limit ?? null }),

  'thread/attachment/remove': async (params) => {
    const { attachmentType, identityKey } = params;
    await attachments.remove({ threadId: threadIdOf(params), attachmentType, identityKey });
    return {};
  },

  'thread/attachmentOwner/list': ({ archived, cursor, limit, ...key }) =>
    attachments.owners(key, archived ?? null, { cursor: cursor ?? null, limit: limit ?? null }),
}));
