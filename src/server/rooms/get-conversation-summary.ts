// getConversationSummary: the head of a stored thread, by its id or the path of its log. An old method without a family.

import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import type { ResultOf, Thread } from '../../protocol/index.js';
import { rolloutPathIn } from '../rollout-path.js';
import { defineRoom } from '../room.js';
import { canonicalThreadId } from '../thread-id.js';

type Summary = ResultOf<'getConversationSummary'>['summary'];

export const getConversationSummary = defineRoom('getConversationSummary', ({ agent, codexHome }) => ({
  getConversationSummary: async (params) => {
    const threadId = 'conversationId' in params ? canonicalThreadId(params.conversationId) : undefined;
    const head = await agent.storedThread(
      'conversationId' in params
        ? { threadId: threadId ?? params.conversationId }
        : { path: rolloutPathIn(codexHome, params.rolloutPath) },
    );
    if (head !== null) return { summary: summaryOf(head) };
    throw new RpcError(RpcCode.invalidRequest, `no rollout found for conversation id ${threadId}`);
  },
}));

function summaryOf({
  thread,
  createdAt,
  updatedAt,
}: {
  thread: Thread;
  createdAt: number;
  updatedAt: number;
}): Summary {
  const git = thread.gitInfo;
  return {
    conversationId: thread.id,
    path: thread.path ?? '',
    preview: thread.preview,
    timestamp: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    modelProvider: thread.modelProvider,
    cwd: thread.cwd,
    cliVersion: thread.cliVersion,
    // Threads of clients are of one source; older and newer names of the others differ only in spelling.
    source: thread.source as Summary['source'],
    gitInfo: git && { sha: git.sha, branch: git.branch, origin_url: git.originUrl },
  };
}
