// How the hooks of a thread see it: how its session came to be, and whose agent it is. Pure.

import { DEFAULT_ROLE } from '../agents/agent-roles.js';
import { spawnedBy } from '../agents/agent-source.js';
import type { Behaviour } from '../behaviour.js';
import type { HookedAgent, SessionStart } from '../hooks/thread-hooks.js';
import type { ThreadMeta } from '../records.js';

interface Beginning {
  readonly meta: ThreadMeta;
  /** It was not stored before. */
  readonly isNew?: true;
}

export function sessionStart(
  { meta, isNew }: Beginning,
  { hasHistory, behaviour }: { readonly hasHistory: boolean; readonly behaviour: Behaviour },
): SessionStart {
  if (isNew !== true) return 'resume';
  if (spawnedBy(meta.source) !== null) return 'startup';
  if (meta.forkedFromId !== null && behaviour.hooksSayMore) return 'fork';
  return hasHistory ? 'resume' : 'startup';
}

/** Null for a thread that no other one has spawned, and where hooks see no difference. */
export function hookedAgent(
  { source, sessionId }: ThreadMeta,
  { behaviour, pathOf }: { readonly behaviour: Behaviour; pathOf(threadId: string): string | null },
): HookedAgent | null {
  const spawned = behaviour.hooksSayMore ? spawnedBy(source) : null;
  if (spawned === null) return null;
  const { parentThreadId, role } = spawned;
  return {
    sessionId: sessionId ?? parentThreadId,
    type: role ?? DEFAULT_ROLE,
    parentPath: () => pathOf(parentThreadId),
  };
}
