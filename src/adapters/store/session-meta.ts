// The first line of a rollout file and the ThreadMeta it tells.

import { spawnedBy } from '../../domain/agents/agent-source.js';
import type { ThreadMeta } from '../../domain/records.js';
import type { DynamicToolSpec } from '../../protocol/index.js';
import { at, numberAt, textAt } from '../../util/peek.js';
import { isJson, type Json, millisOf } from './rollout-line.js';
import { fileSource, sourceOf } from './session-source.js';
import { toolsOf } from './stored-tools.js';

/** Where the beginning of a 0.169.0 fork or revision lies: in another file, up to a byte. */
interface HistoryBase {
  /** The file's revision; for the first of a thread, the thread's id. */
  segment: string;
  endOffset: number;
  /** Number of the first line that is not part of it; undefined where the file does not tell. */
  endOrdinal: number | undefined;
}

/** What 0.169.0 calls conversations in which approvals are judged. */
export const GUARDIAN_REVIEW = 'guardian_review';

export const SUB_AGENT = 'subagent';

/** The members both versions have. @param tools how the version writes the client's own tools */
export function fileMeta(meta: ThreadMeta, tools: (specs: readonly DynamicToolSpec[]) => Json[]): Json {
  const { git } = meta;
  const spawned = spawnedBy(meta.source);
  const ownTools = tools(meta.dynamicTools ?? []);
  return {
    id: meta.id,
    ...(meta.forkedFromId === null ? {} : { forked_from_id: meta.forkedFromId }),
    ...(meta.isAttached ? { attached_thread: true } : {}),
    timestamp: new Date(meta.createdAt).toISOString(),
    cwd: meta.cwd,
    originator: meta.originator,
    cli_version: meta.cliVersion,
    source: fileSource(meta.source),
    ...(spawned?.nickname ? { agent_nickname: spawned.nickname } : {}),
    ...(spawned?.role ? { agent_role: spawned.role } : {}),
    model_provider: meta.modelProvider,
    ...(meta.baseInstructions === null ? {} : { base_instructions: { text: meta.baseInstructions } }),
    ...(ownTools.length === 0 ? {} : { dynamic_tools: ownTools }),
    ...(git === null
      ? {}
      : {
          git: {
            ...(git.sha === null ? {} : { commit_hash: git.sha }),
            ...(git.branch === null ? {} : { branch: git.branch }),
            ...(git.originUrl === null ? {} : { repository_url: git.originUrl }),
          },
        }),
  };
}

/** Null when the payload names no thread. `fallbackTime` is asked when no time of creation is told. */
export function metaOf(payload: unknown, fallbackTime: () => number): ThreadMeta | null {
  const id = textAt(payload, 'id');
  if (id === undefined) return null;
  const git = at(payload, 'git');
  const sessionId = textAt(payload, 'session_id') ?? id;
  const dynamicTools = toolsOf(payload);
  const threadSource = textAt(payload, 'thread_source');
  const isReview = threadSource === GUARDIAN_REVIEW;
  const namedSource = isReview || threadSource === SUB_AGENT ? undefined : threadSource;
  const reviewOf = isReview ? textAt(payload, 'parent_thread_id') : undefined;
  return {
    id,
    forkedFromId: textAt(payload, 'forked_from_id') ?? null,
    createdAt: millisOf(textAt(payload, 'timestamp')) ?? fallbackTime(),
    cwd: textAt(payload, 'cwd') ?? '',
    originator: textAt(payload, 'originator') ?? '',
    cliVersion: textAt(payload, 'cli_version') ?? '',
    source: sourceOf(at(payload, 'source')),
    ...(sessionId === id ? {} : { sessionId }),
    ...(reviewOf === undefined ? {} : { reviewOf }),
    ...(namedSource === undefined ? {} : { threadSource: namedSource }),
    ...(isPaginated(payload) ? {} : { historyMode: 'legacy' as const }),
    ...(at(payload, 'attached_thread') === true ? { isAttached: true as const } : {}),
    modelProvider: textAt(payload, 'model_provider') ?? '',
    baseInstructions: textAt(payload, 'base_instructions', 'text') ?? null,
    ...(dynamicTools.length === 0 ? {} : { dynamicTools }),
    git: isJson(git)
      ? {
          sha: textAt(git, 'commit_hash') ?? null,
          branch: textAt(git, 'branch') ?? null,
          originUrl: textAt(git, 'repository_url') ?? null,
        }
      : null,
  };
}

export function historyBaseOf(payload: unknown): HistoryBase | null {
  const segment = textAt(payload, 'history_base', 'thread_id');
  const endOffset = numberAt(payload, 'history_base', 'end_byte_offset');
  const endOrdinal = numberAt(payload, 'history_base', 'end_ordinal_exclusive');
  return segment === undefined || endOffset === undefined ? null : { segment, endOffset, endOrdinal };
}

export function isPaginated(payload: unknown): boolean {
  return at(payload, 'history_mode') === 'paginated';
}
