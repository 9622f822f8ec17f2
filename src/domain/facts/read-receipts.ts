// Read receipts: from which turn on nobody has read a thread. A revision names each state, so that clients that act on
// an old one are told.

import type { ThreadReadState } from '../../protocol/index.js';
import { DomainError } from '../errors.js';
import type { FactStore } from './fact-store.js';

export interface ReadReceipts {
  of(threadId: string): ThreadReadState;
  /** A turn has ended that nobody has read. */
  markUnread(threadId: string, turnId: string): ThreadReadState;
  /**
   * Marks the whole thread as read or unread.
   * @param expectedRevision of the state this is about; null: whichever it is
   * @throws DomainError `readStateChanged` with the state as it is
   */
  update(threadId: string, to: 'read' | 'unread', expectedRevision: string | null): ThreadReadState;
}

export function createReadReceipts(facts: FactStore, newId: () => string): ReadReceipts {
  const of = (threadId: string): ThreadReadState =>
    facts.get('readState', threadId) ?? { firstUnread: null, revision: `initial:${threadId}` };

  const put = (threadId: string, firstUnread: ThreadReadState['firstUnread']): ThreadReadState => {
    const state = { firstUnread, revision: newId() };
    facts.put('readState', threadId, state);
    return state;
  };

  return {
    of,
    markUnread: (threadId, turnId) => put(threadId, of(threadId).firstUnread ?? { type: 'turn', turnId }),
    update(threadId, to, expectedRevision) {
      const readState = of(threadId);
      if (expectedRevision !== null && readState.revision !== expectedRevision) {
        throw new DomainError({ code: 'readStateChanged', readState });
      }
      return put(threadId, to === 'read' ? null : { type: 'threadStart' });
    },
  };
}
