// The agents a thread has ever had, loaded or not, as the store knows them.

import type { ThreadStore } from '../ports.js';
import type { ThreadMeta } from '../records.js';
import { spawnedBy } from './agent-source.js';

/** Agents of the thread and of its agents, newest first. */
export async function storedAgents(
  store: ThreadStore,
  threadId: string,
  archived = false,
): Promise<string[]> {
  return (await listed(store, threadId, archived)).map(({ id }) => id);
}

/** Ids of those that have a place in a team, by their paths. */
export async function storedMembers(
  store: ThreadStore,
  rootId: string,
  archived: boolean,
): Promise<ReadonlyMap<string, string>> {
  const members = (await listed(store, rootId, archived)).flatMap(({ id, source }) => {
    const path = spawnedBy(source)?.path ?? null;
    return path === null ? [] : [[path, id] as const];
  });
  return new Map(members);
}

async function listed(store: ThreadStore, threadId: string, archived: boolean): Promise<ThreadMeta[]> {
  const found: ThreadMeta[] = [];
  for (let cursor: string | null = null; ; ) {
    const page = await store.list({
      cursor,
      limit: 100,
      sortKey: 'created_at',
      sortDirection: 'desc',
      modelProviders: null,
      sourceKinds: null,
      agentsOf: { threadId, deep: true },
      archived,
      cwd: null,
      searchTerm: null,
      members: null,
    });
    found.push(...page.threads.map(({ meta }) => meta));
    cursor = page.nextCursor;
    if (cursor === null) return found;
  }
}
