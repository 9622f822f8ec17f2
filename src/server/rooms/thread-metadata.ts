// thread/metadata/*: what people say of a thread over what its log says.

import { DomainError } from '../../domain/errors.js';
import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import type { ParamsOf } from '../../protocol/index.js';
import { defineRoom } from '../room.js';
import { threadIdOf } from '../thread-id.js';

type GitChange = NonNullable<ParamsOf<'thread/metadata/update'>['gitInfo']>;

const GIT_FIELDS = ['sha', 'branch', 'originUrl'] as const;

export const threadMetadata = defineRoom('thread/metadata', ({ agent, profile }) => ({
  'thread/metadata/update': async (params) => {
    const threadId = threadIdOf(params);
    const projectId = params.projectId ?? null;
    const daybreakEnabled = params.daybreakEnabled ?? null;
    const isMoreThanGit = profile.quirks.metadataIsMoreThanGit;
    const gitInfo = params.gitInfo ?? (isMoreThanGit ? null : {});
    if (gitInfo === null && projectId === null && daybreakEnabled === null) {
      throw refusal('thread metadata update must include at least one field');
    }
    if (projectId) agent.projects.assertThere(projectId);
    const git = gitInfo === null ? null : gitChange(gitInfo);
    const change = { git, projectId, daybreakEnabled };
    try {
      return { thread: await agent.updateMetadata(threadId, change) };
    } catch (thrown) {
      if (!isMoreThanGit || !(thrown instanceof DomainError) || thrown.code !== 'threadNotFound')
        throw thrown;
      throw unknownThread(threadId, change);
    }
  },
}));

/** Whoever looks for the thread first says that it is not there. */
function unknownThread(
  threadId: string,
  { git, projectId }: { readonly git: unknown; readonly projectId: string | null },
): RpcError {
  const missing = `no rollout found for thread id ${threadId}`;
  if (projectId !== null) {
    const why = `failed to read thread metadata: invalid thread-store request: ${missing}`;
    return new RpcError(RpcCode.internalError, why);
  }
  return refusal(git === null ? `thread not found: ${threadId}` : missing);
}

/** Texts trimmed; null clears a field, an absent one stays. */
function gitChange(info: GitChange): Partial<Record<(typeof GIT_FIELDS)[number], string | null>> {
  const fields = GIT_FIELDS.filter((field) => info[field] !== undefined);
  if (fields.length === 0) throw refusal('gitInfo must include at least one field');
  const trimmed = fields.map((field) => [field, info[field]?.trim() ?? null] as const);
  const empty = trimmed.find(([, value]) => value === '');
  if (empty !== undefined) throw refusal(`gitInfo.${empty[0]} must not be empty`);
  return Object.fromEntries(trimmed);
}

function refusal(message: string): RpcError {
  return new RpcError(RpcCode.invalidRequest, message);
}
