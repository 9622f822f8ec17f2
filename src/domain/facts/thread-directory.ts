// Which threads there are to keep facts about, loaded or stored.

import { DomainError } from '../errors.js';
import type { StoredThread, ThreadStore } from '../ports.js';

/** Of a loaded thread, no more than is asked here. */
interface LoadedHead {
  readonly isEphemeral: boolean;
  readonly core: { keep(): void };
}

export interface ThreadDirectory {
  /** The stored head; null for a thread that is loaded and has not been written yet. */
  stored(threadId: string): Promise<StoredThread | null>;
  /**
   * A loaded thread that has not been written yet is now, in versions that do so.
   * @param what what an ephemeral thread does not support
   * @throws DomainError `threadEphemeral` | `threadNotFound` | `storage`
   */
  assertKept(threadId: string, what: string): Promise<void>;
  /** There is such a thread, which is not archived. @throws DomainError as assertKept */
  assertActive(threadId: string, what: string): Promise<void>;
}

export function createThreadDirectory(
  store: ThreadStore,
  loaded: (threadId: string) => LoadedHead | null,
): ThreadDirectory {
  const assertKept = async (threadId: string, what: string, archivedToo: boolean): Promise<void> => {
    const live = loaded(threadId);
    if (live?.isEphemeral) throw new DomainError({ code: 'threadEphemeral', threadId, what });
    if (live !== null) {
      if (archivedToo) live.core.keep();
      return;
    }
    const stored = await store.find(threadId);
    if (stored === null || (stored.archived && !archivedToo)) {
      throw new DomainError({ code: 'threadNotFound', threadId });
    }
  };

  return {
    stored: (threadId) => store.find(threadId),
    assertKept: (threadId, what) => assertKept(threadId, what, true),
    assertActive: (threadId, what) => assertKept(threadId, what, false),
  };
}
