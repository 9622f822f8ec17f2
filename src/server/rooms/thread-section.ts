// threadSection/*, thread/section/*: named groups of threads.

import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import type { ParamsOf, ThreadSectionAppearance } from '../../protocol/index.js';
import { defineRoom } from '../room.js';
import { threadIdOf } from '../thread-id.js';
import { otherThreadIdOf } from '../thread-list.js';

export const threadSection = defineRoom('threadSection', ({ agent: { sections } }) => ({
  'threadSection/list': ({ cursor, limit }) =>
    sections.list({ cursor: cursor ?? null, limit: limit ?? null }),

  'threadSection/create': ({ name, appearance }) => ({
    section: sections.create(name, appearance ? whole(appearance) : null),
  }),

  'threadSection/update': ({ sectionId, name, appearance }) => ({
    section: sections.update(sectionId, name, appearance ? whole(appearance) : appearance),
  }),

  'threadSection/delete': ({ sectionId }) => {
    sections.delete(sectionId);
    return {};
  },

  'thread/section/move': async (params) => {
    const threadId = threadIdOf(params);
    const { sectionId, beforeThreadId: before } = params;
    if (sectionId?.trim() === '') throw new RpcError(RpcCode.invalidRequest, 'sectionId must not be empty');
    const beforeThreadId = before == null ? null : otherThreadIdOf(before, 'before thread');
    await sections.move(threadId, sectionId, beforeThreadId);
    return {};
  },
}));

type Appearance = NonNullable<ParamsOf<'threadSection/create'>['appearance']>;

function whole({ icon, color }: Appearance): ThreadSectionAppearance {
  return { icon: icon ?? null, color: color ?? null };
}
