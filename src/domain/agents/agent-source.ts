// What the source of a thread says of the thread that spawned it.

import type { SessionSource } from '../../protocol/index.js';
import type { ThreadMeta } from '../records.js';

export interface Spawned {
  readonly parentThreadId: string;
  /** 1 for an agent of a thread that nobody spawned. */
  readonly depth: number;
  /** Its place in its team; null for an agent that is in none. */
  readonly path: string | null;
  readonly nickname: string | null;
  readonly role: string | null;
}

/** Null for a thread that no other thread has spawned. */
export function spawnedBy(source: SessionSource): Spawned | null {
  if (typeof source === 'string' || !('subAgent' in source)) return null;
  const { subAgent } = source;
  if (typeof subAgent !== 'object' || !('thread_spawn' in subAgent)) return null;
  const { parent_thread_id, depth, agent_path, agent_nickname, agent_role } = subAgent.thread_spawn;
  return {
    parentThreadId: parent_thread_id,
    depth,
    path: agent_path ?? null,
    nickname: agent_nickname ?? null,
    role: agent_role ?? null,
  };
}

/** What kind of helper asks the model in a thread; null: none, a client's own. */
export function helperKind({ source, reviewOf }: Pick<ThreadMeta, 'source' | 'reviewOf'>): string | null {
  if (reviewOf !== undefined) return 'guardian';
  return spawnedBy(source) === null ? null : 'collab_spawn';
}

export function spawnedSource({ parentThreadId, depth, path, nickname, role }: Spawned): SessionSource {
  return {
    subAgent: {
      thread_spawn: {
        parent_thread_id: parentThreadId,
        depth,
        agent_path: path,
        agent_nickname: nickname,
        agent_role: role,
      },
    },
  };
}
