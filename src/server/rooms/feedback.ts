// feedback/*: what users say of their experience. It stays on this machine, whichever method it comes by.

import { isAbsolute } from 'node:path';
import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import type { ParamsOf } from '../../protocol/index.js';
import { messageOf } from '../../util/coded-error.js';
import { timeOrderedId } from '../../util/ids.js';
import { defineRoom, type RoomDeps } from '../room.js';
import { threadIdOf } from '../thread-id.js';

type Said = Omit<ParamsOf<'feedback/save'>, 'savePath'>;

export const feedback = defineRoom('feedback', ({ agent, feedback: shelf }) => ({
  'feedback/upload': async (params) => {
    if (!shelf.isEnabled())
      throw new RpcError(RpcCode.invalidRequest, 'sending feedback is disabled by configuration');
    const said = await feedbackIn(params, agent);
    await shelf.keep(said).catch(failing('upload'));
    return { threadId: said.threadId, promptHash: null };
  },
  'feedback/save': async ({ savePath, ...params }) => {
    if (!isAbsolute(savePath))
      throw new RpcError(RpcCode.invalidRequest, 'feedback savePath must be an absolute host path');
    const said = await feedbackIn(params, agent);
    await shelf.save(said, savePath).catch(failing('save'));
    return { savedPath: savePath, threadId: said.threadId, promptHash: null };
  },
}));

async function feedbackIn(params: Said, agent: RoomDeps['agent']) {
  const { classification, reason, threadId, includeLogs, extraLogFiles, tags } = params;
  const id = threadId == null ? null : threadIdOf({ threadId });
  const stored = id !== null && includeLogs === true ? await agent.storedThread({ threadId: id }) : null;
  const log = stored?.thread.path ?? null;
  return {
    classification,
    reason: reason ?? null,
    tags: tags ?? {},
    threadId: id ?? `no-active-thread-${timeOrderedId()}`,
    files: [...(log === null ? [] : [log]), ...(extraLogFiles ?? [])],
  };
}

function failing(what: string): (thrown: unknown) => never {
  return (thrown) => {
    const message = `failed to ${what} feedback: ${messageOf(thrown)}`;
    throw new RpcError(RpcCode.internalError, message, { cause: thrown });
  };
}
