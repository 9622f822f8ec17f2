// Putting threads aside and taking them back: archived, brought back, deleted; with the agents they have had.

import type { Agent } from '../agent.js';
import { spawnedBy } from '../agents/agent-source.js';
import type { SubAgents } from '../agents/sub-agents.js';
import { DomainError } from '../errors.js';
import { type FactStore, forgetThread } from '../facts/fact-store.js';
import type { ReadNotes } from '../facts/thread-notes.js';
import type { ReviewerLogs } from '../guardian/reviewer-logs.js';
import type { Announcer } from '../hub/announcer.js';
import type { ThreadStore } from '../ports.js';
import type { LiveThreadImpl } from './live-thread.js';
import type { ThreadRegistry } from './registry.js';
import { assertId } from './thread-ids.js';
import { viewStored } from './thread-view.js';

export function createShelf({
  store,
  facts,
  registry,
  subAgents,
  announcer,
  reviewerLogs,
  readNotes,
}: {
  readonly store: ThreadStore;
  readonly facts: FactStore;
  readonly registry: ThreadRegistry;
  readonly subAgents: SubAgents;
  readonly announcer: Announcer;
  readonly reviewerLogs: ReviewerLogs;
  readonly readNotes: ReadNotes;
}): Pick<Agent, 'archiveThread' | 'deleteThread' | 'unarchiveThread'> {
  return {
    async archiveThread(threadId) {
      assertId(threadId);
      reviewerLogs.assertOver(threadId, 'remove');
      const live = registry.find(threadId);
      if (live?.isEphemeral) throw new DomainError({ code: 'rolloutNotFound', threadId });
      if (isAgent(live) && (await store.find(threadId))?.archived) {
        throw new DomainError({ code: 'rolloutNotFound', threadId });
      }
      live?.core.keep();
      if (live?.isMaterialized === false) throw new DomainError({ code: 'rolloutNotFound', threadId });
      const fated = await subAgents.unloadFated(threadId);
      for (const id of fated) await store.archive(id);
      for (const id of fated) announcer.later({ type: 'threadArchived', threadId: id });
    },

    async deleteThread(threadId) {
      assertId(threadId);
      reviewerLogs.assertOver(threadId, 'remove');
      const live = registry.find(threadId);
      if (live?.isEphemeral) throw new DomainError({ code: 'threadNotDeletable', threadId });
      const isUnwritten = live?.isMaterialized === false;
      const fated = await subAgents.unloadFated(threadId);
      for (const id of fated) {
        if (id !== threadId || !isUnwritten) await store.delete(id);
        forgetThread(facts, id);
      }
      for (const id of fated) announcer.later({ type: 'threadDeleted', threadId: id });
    },

    async unarchiveThread(threadId) {
      assertId(threadId);
      const stored = await store.unarchive(threadId);
      const agents = await subAgents.archivedFated(threadId);
      for (const id of agents) await store.unarchive(id);
      for (const id of [threadId, ...agents]) announcer.later({ type: 'threadUnarchived', threadId: id });
      return viewStored(stored, readNotes);
    },
  };
}

/** One may be at work where it lies in the archive; all others are closed at once. */
function isAgent(live: LiveThreadImpl | null): boolean {
  return live !== null && spawnedBy(live.meta.source) !== null;
}
