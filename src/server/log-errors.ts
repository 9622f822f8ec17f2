// The texts of what can go wrong while a thread is looked up, read from its log or loaded.

import type { DomainFailure } from '../domain/errors.js';
import { RpcCode } from '../jsonrpc/errors.js';
import type { ErrorObject } from '../jsonrpc/message.js';
import type { Quirks } from '../protocol/index.js';

type Code =
  | 'rolloutNotFound'
  | 'archivedRolloutNotFound'
  | 'threadArchived'
  | 'resumePathMismatch'
  | 'rolloutUnreadable'
  | 'rolloutPathUnusable'
  | 'archivedUnread'
  | 'threadHasOtherWriter'
  | 'configInvalid'
  | 'rollbackUnstored';

type FailureOf<C extends Code> = Extract<DomainFailure, { code: C }>;

export const LOG_ERRORS: {
  readonly [C in Code]: (
    failure: FailureOf<C>,
    context: { readonly method: string; readonly quirks: Quirks },
  ) => ErrorObject;
} = {
  rolloutNotFound: ({ threadId }) => invalid(`no rollout found for thread id ${threadId}`),
  archivedRolloutNotFound: ({ threadId }) => invalid(`no archived rollout found for thread id ${threadId}`),
  threadArchived: ({ threadId }, { quirks }) =>
    invalid(
      quirks.archivedThreadIsNamed
        ? `session ${threadId} is archived. Run \`codex unarchive ${threadId}\` to unarchive it first.`
        : `no rollout found for thread id ${threadId}`,
    ),
  archivedUnread: ({ threadId }) => internal(`failed to locate rollout for thread ${threadId}`),
  resumePathMismatch: ({ threadId, requested, active }, { quirks }) =>
    invalid(
      `cannot resume running thread ${threadId} with ${quirks.rolloutPathsAreResolved ? 'stale' : 'mismatched'} path: requested \`${requested}\`, active \`${active}\``,
    ),
  rolloutUnreadable: ({ threadId, path, cause }) =>
    internal(`failed to load rollout \`${path}\` for thread ${threadId}: ${cause}`),
  threadHasOtherWriter: ({ threadId }) => invalid(`thread ${threadId} already has an active writer`),
  rolloutPathUnusable: (failure, { method, quirks }) => {
    const { path, cause } = failure;
    if (!quirks.rolloutPathsAreResolved) {
      return method === SUMMARY
        ? internal(
            `failed to load conversation summary from ${path}: ${failure.problem === 'unreadable' ? `rollout at ${path} is empty` : cause}`,
          )
        : invalid(`failed to load rollout \`${path}\`: ${cause}`);
    }
    if (failure.problem === 'unreadable') {
      const what =
        method === SUMMARY ? `failed to load conversation summary from ${path}` : 'failed to read thread';
      const why = `failed to read session metadata ${failure.file}: rollout at ${failure.file} is empty`;
      return internal(`${what}: thread-store internal error: ${why}`);
    }
    const why = failure.problem === 'folder' ? 'path is a directory' : 'file does not exist';
    return invalid(`failed to resolve rollout path \`${path}\`: ${why}`);
  },
  configInvalid: ({ message, unknownProvider }, { method, quirks }) =>
    OF_CHATS.includes(method) && unknownProvider !== null && quirks.resumedProviderIsMissed
      ? {
          ...invalid(
            `This chat uses model provider “${unknownProvider}”, which is no longer configured. Restore this provider’s configuration to continue.`,
          ),
          data: { type: 'modelProviderNotConfigured', modelProvider: unknownProvider },
        }
      : invalid(`failed to load configuration: ${message}`),
  rollbackUnstored: ({ path }) =>
    invalid(
      path === null
        ? 'thread rollback requires a persisted rollout path'
        : `failed to load rollout \`${path}\` for rollback replay: No such file or directory (os error 2)`,
    ),
};

const SUMMARY = 'getConversationSummary';

/** Methods that take a provider for that of an existing conversation. */
const OF_CHATS = ['thread/resume', 'model/list'];

function invalid(message: string): ErrorObject {
  return { code: RpcCode.invalidRequest, message };
}

function internal(message: string): ErrorObject {
  return { code: RpcCode.internalError, message };
}
