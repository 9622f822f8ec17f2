// Which threads there are to keep facts about, loaded or stored.

import { DomainError } from '../errors.js';
import type { StoredThread, ThreadStore } from '../ports.js';

/** Of a loaded thread, no more than is asked here. */
interface LoadedHead {
  readonly isEphemeral: boolean;
}

export interface ThreadDirectory {
  /** The stored head; null for a thread that is loaded and has not been written yet. */
  stored(threadId: string): Promise<StoredThread | null>;
  /**
   * @param what what an ephemeral thread does not support
   * @throws DomainError `threadEphemeral` | `threadNotFound`
   */
  assertKept(threadId: string, what: string): Promise<void>;
}

export function createThreadDirectory(
  store: ThreadStore,
  loaded: (threadId: string) => LoadedHead | null,
): ThreadDirectory {
  return {
    stored: (threadId) => store.find(threadId),
    async assertKept(threadId, what) {
      const live = loaded(threadId);
      if (live?.isEphemeral) throw new DomainError({ code: 'threadEphemeral', threadId, what });
      if (live === null && (await store.find(threadId)) === null) {
        throw new DomainError({ code: 'threadNotFound', threadId });
      }
    },
  };
}
