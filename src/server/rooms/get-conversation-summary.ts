// getConversationSummary: the head of a stored thread, by its id or the path of its log. An old method without a family.

import { resolve } from 'node:path';
import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import type { ResultOf, Thread } from '../../protocol/index.js';
import { defineRoom } from '../room.js';

type Summary = ResultOf<'getConversationSummary'>['summary'];

export const getConversationSummary = defineRoom(
  'getConversationSummary',
  ({ agent, profile, codexHome }) => ({
    getConversationSummary: async (params) => {
      if ('conversationId' in params) {
        const head = await agent.storedThread({ threadId: params.conversationId });
        if (head !== null) return { summary: summaryOf(head) };
        throw refusal(`no rollout found for conversation id ${params.conversationId}`);
      }
      const path = resolve(codexHome, params.rolloutPath);
      const head = await agent.storedThread({ path });
      if (head !== null) return { summary: summaryOf(head) };
      throw profile.quirks.missingRolloutPathIsResolved
        ? refusal(`failed to resolve rollout path \`${path}\`: file does not exist`)
        : new RpcError(
            RpcCode.internalError,
            `failed to load conversation summary from ${path}: No such file or directory (os error 2)`,
          );
    },
  }),
);

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

function refusal(message: string): RpcError {
  return new RpcError(RpcCode.invalidRequest, message);
}
