// Threads as they are read, loaded or not.

import type { Thread } from '../../protocol/index.js';
import type { Behaviour } from '../behaviour.js';
import { DomainError } from '../errors.js';
import type { ReadNotes } from '../facts/thread-notes.js';
import type { ThreadStore } from '../ports.js';
import { reduceHistory, type SpokenEntry } from './history.js';
import type { ThreadRegistry } from './registry.js';
import { assertId } from './thread-ids.js';
import { viewStored } from './thread-view.js';

interface ReadingDeps {
  readonly store: ThreadStore;
  readonly registry: ThreadRegistry;
  readonly readNotes: ReadNotes;
  readonly behaviour: Pick<Behaviour, 'readsArchivedTurns'>;
}

export interface ReadThread {
  readonly thread: Thread;
  /** Empty where turns were not asked for. */
  readonly spoken: readonly SpokenEntry[];
}

/** @throws DomainError `threadIdMalformed` | `threadEphemeral` | `threadNotMaterialized` | `threadNotLoaded` | `archivedUnread` */
export async function readThread(
  threadId: string,
  { turns }: { readonly turns: boolean },
  { store, registry, readNotes, behaviour }: ReadingDeps,
): Promise<ReadThread> {
  assertId(threadId);
  const live = registry.find(threadId);
  if (live !== null) {
    if (turns && live.isEphemeral) {
      throw new DomainError({ code: 'threadEphemeral', threadId, what: 'includeTurns' });
    }
    if (turns && !live.isMaterialized) {
      throw new DomainError({ code: 'threadNotMaterialized', threadId, wanted: 'turns' });
    }
    return { thread: live.snapshot({ turns }), spoken: turns ? live.core.history.spoken : [] };
  }
  if (!turns) {
    const stored = await store.find(threadId);
    if (stored === null) throw new DomainError({ code: 'threadNotLoaded', threadId });
    return { thread: viewStored(stored, readNotes), spoken: [] };
  }
  const read = await store.read(threadId);
  if (read === null) throw new DomainError({ code: 'threadNotLoaded', threadId });
  if (read.thread.archived && !behaviour.readsArchivedTurns) {
    throw new DomainError({ code: 'archivedUnread', threadId });
  }
  const history = reduceHistory(read.records);
  return { thread: viewStored(read.thread, readNotes, history.turns()), spoken: history.spoken };
}
