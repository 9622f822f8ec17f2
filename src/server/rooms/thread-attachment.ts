// thread/attachment/*, thread/attachmentOwner/*: what clients note on threads.

import { type AttachmentKey, assertAttachmentNames } from '../../domain/facts/attachments.js';
import type { ParamsOf } from '../../protocol/index.js';
import { defineRoom } from '../room.js';
import { threadIdOf } from '../thread-id.js';

export const threadAttachment = defineRoom('thread/attachment', ({ agent: { attachments } }) => ({
  'thread/attachment/add': (params) => attachments.add(keyOf(params), params.payload),

  'thread/attachment/list': (params) =>
    attachments.list(threadIdOf(params), { cursor: params.cursor ?? null, limit: params.limit ?? null }),

  'thread/attachment/remove': async (params) => {
    await attachments.remove(keyOf(params));
    return {};
  },

  'thread/attachmentOwner/list': ({ archived, cursor, limit, ...key }) =>
    attachments.owners(key, archived ?? null, { cursor: cursor ?? null, limit: limit ?? null }),
}));

/** The names are judged before the thread's id, as in the real server. @throws DomainError */
function keyOf(params: ParamsOf<'thread/attachment/remove'>): AttachmentKey {
  assertAttachmentNames(params);
  const { attachmentType, identityKey } = params;
  return { threadId: threadIdOf(params), attachmentType, identityKey };
}
