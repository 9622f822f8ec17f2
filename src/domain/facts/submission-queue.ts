// What users want said to a thread once it is free: kept in order, so that it survives the server.

import type { QueuedSubmission } from '../../protocol/index.js';
import { DomainError } from '../errors.js';
import type { FactStore } from './fact-store.js';

const MOST = 100;

export interface SubmissionQueue {
  list(threadId: string): readonly QueuedSubmission[];
  /** @throws DomainError `queueFull` */
  add(threadId: string, submission: QueuedSubmission): void;
  /** @throws DomainError `queuedNotFound` */
  update(
    threadId: string,
    id: string,
    change: Pick<QueuedSubmission, 'input' | 'responsesapiClientMetadata'>,
  ): QueuedSubmission;
  /** Whether there was one. */
  delete(threadId: string, id: string): boolean;
  /** @throws DomainError `queueOrderIncomplete` */
  reorder(threadId: string, ids: readonly string[]): void;
  /** Takes one out, the first when `id` is null. @throws DomainError `queueEmpty` | `queuedNotFound` */
  take(threadId: string, id: string | null): QueuedSubmission;
}

export function createSubmissionQueue(facts: FactStore): SubmissionQueue {
  const list = (threadId: string): readonly QueuedSubmission[] => facts.get('queue', threadId) ?? [];

  const put = (threadId: string, queue: readonly QueuedSubmission[]): void =>
    facts.put('queue', threadId, queue.length === 0 ? null : queue);

  const find = (threadId: string, id: string): QueuedSubmission => {
    const found = list(threadId).find((one) => one.id === id);
    if (found === undefined) throw new DomainError({ code: 'queuedNotFound', id });
    return found;
  };

  const without = (threadId: string, id: string): QueuedSubmission[] =>
    list(threadId).filter((one) => one.id !== id);

  return {
    list,
    add(threadId, submission) {
      const queue = list(threadId);
      if (queue.length >= MOST) throw new DomainError({ code: 'queueFull', most: MOST });
      put(threadId, [...queue, submission]);
    },
    update(threadId, id, change) {
      const updated = { ...find(threadId, id), ...change };
      put(
        threadId,
        list(threadId).map((one) => (one.id === id ? updated : one)),
      );
      return updated;
    },
    delete(threadId, id) {
      const rest = without(threadId, id);
      if (rest.length === list(threadId).length) return false;
      put(threadId, rest);
      return true;
    },
    reorder(threadId, ids) {
      const queue = list(threadId);
      const ordered = [...new Set(ids)].flatMap((id) => queue.find((one) => one.id === id) ?? []);
      if (ids.length !== queue.length || ordered.length !== queue.length) {
        throw new DomainError({ code: 'queueOrderIncomplete' });
      }
      put(threadId, ordered);
    },
    take(threadId, id) {
      const taken = id === null ? list(threadId)[0] : find(threadId, id);
      if (taken === undefined) throw new DomainError({ code: 'queueEmpty' });
      put(threadId, without(threadId, taken.id));
      return taken;
    },
  };
}
