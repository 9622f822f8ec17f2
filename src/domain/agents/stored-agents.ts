// The agents a thread has ever had, loaded or not, as the store knows them.

import type { ThreadStore } from '../ports.js';
import { spawnedBy } from './agent-source.js';

/** Agents of the thread and of its agents, newest first. */
export async function storedAgents(store: ThreadStore, threadId: string): Promise<string[]> {
  const spawned: { id: string; parentId: string }[] = [];
  for (let cursor: string | null = null; ; ) {
    const page = await store.list({
      cursor,
      limit: 100,
      sortKey: 'created_at',
      sortDirection: 'desc',
      modelProviders: null,
      sourceKinds: ['subAgentThreadSpawn'],
      archived: false,
      cwd: null,
      searchTerm: null,
      members: null,
    });
    for (const { meta } of page.threads) {
      const parentId = spawnedBy(meta.source)?.parentThreadId;
      if (parentId !== undefined) spawned.push({ id: meta.id, parentId });
    }
    cursor = page.nextCursor;
    if (cursor === null) break;
  }
  const below = new Set([threadId]);
  // A parent is older than its agents.
  for (const { id, parentId } of spawned.toReversed()) if (below.has(parentId)) below.add(id);
  return spawned.map(({ id }) => id).filter((id) => id !== threadId && below.has(id));
}
