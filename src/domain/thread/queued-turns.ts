// Starts turns from a thread's queue: at once when the thread is free, otherwise when a turn has ended that nobody interrupted.

import type { QueuedSubmission, Turn, UserInput } from '../../protocol/index.js';
import { spawnedBy } from '../agents/agent-source.js';
import { DomainError } from '../errors.js';
import type { EventSink } from '../events.js';
import type { SubmissionQueue } from '../facts/submission-queue.js';
import type { AttachmentReader, ThreadStore } from '../ports.js';
import { selfContained } from './queued-attachments.js';

/** Of a loaded thread, no more than is needed here. */
interface QueuedThread {
  readonly id: string;
  readonly isEphemeral: boolean;
  readonly isRunning: boolean;
  readonly isClosing: boolean;
  /** @throws DomainError `agentTakesNoInput` */
  assertDirect(): void;
  startTurn(input: {
    input: readonly UserInput[];
    clientUserMessageId: string | null;
    overrides: Record<string, never>;
    outputSchema: unknown;
  }): { turn: Turn; begin: () => void };
}

interface Submitted {
  readonly input: readonly UserInput[];
  readonly metadata: Record<string, string> | null;
}

export interface QueuedTurns {
  /** @throws DomainError `queueThreadUnknown` | `threadArchived` | `threadEphemeral`, like all below */
  list(threadId: string): Promise<readonly QueuedSubmission[]>;
  /**
   * What lies in files is taken as it is now.
   * @throws DomainError `queueInputMissing` | `inputTooLarge` | `queueAttachmentInvalid` | `queueFull`
   */
  add(threadId: string, input: Submitted, clientUserMessageId: string): Promise<QueuedSubmission>;
  /** @throws DomainError as `add`, or `queuedNotFound` */
  update(threadId: string, id: string, input: Submitted): Promise<QueuedSubmission>;
  delete(threadId: string, id: string): Promise<boolean>;
  /** @throws DomainError `queueOrderIncomplete` */
  reorder(threadId: string, ids: readonly string[]): Promise<void>;
  /**
   * Runs one now, the first when `id` is null.
   * @throws DomainError `queueBusy` | `queueThreadNotLoaded` | `threadClosing` | `queueEmpty` | `queuedNotFound`
   */
  start(threadId: string, id: string | null): Promise<{ turn: Turn; begin: () => void }>;
  /** The thread is free again: runs the first in the queue. Whether there was one. */
  next(threadId: string): boolean;
}

export interface QueuedTurnsDeps {
  readonly queue: SubmissionQueue;
  readonly store: ThreadStore;
  readonly files: AttachmentReader;
  readonly loaded: (threadId: string) => QueuedThread | null;
  readonly sink: EventSink;
  readonly newId: () => string;
  readonly defer: (task: () => void) => void;
  readonly onError: (thrown: unknown) => void;
}

export function createQueuedTurns(deps: QueuedTurnsDeps): QueuedTurns {
  const { queue, store, files, loaded, sink, newId, defer, onError } = deps;

  const assertQueued = async (threadId: string): Promise<void> => {
    const live = loaded(threadId);
    if (live?.isEphemeral) {
      throw new DomainError({ code: 'threadEphemeral', threadId, what: 'queued submissions' });
    }
    if (live !== null) return;
    const stored = await store.find(threadId);
    if (stored === null) throw new DomainError({ code: 'queueThreadUnknown', threadId });
    if (stored.archived) throw new DomainError({ code: 'threadArchived', threadId });
  };

  const assertDirect = async (threadId: string): Promise<void> => {
    const live = loaded(threadId);
    live?.assertDirect();
    const source = live === null ? (await store.find(threadId))?.meta.source : undefined;
    if (source !== undefined && spawnedBy(source) !== null) {
      throw new DomainError({ code: 'agentTakesNoInput', isLoaded: false });
    }
  };

  const changed = (threadId: string): void =>
    sink.emit({ scope: 'thread', threadId, event: { type: 'queueChanged' } });

  const run = (live: QueuedThread, id: string | null): { turn: Turn; begin: () => void } => {
    const { input, clientUserMessageId } = queue.take(live.id, id);
    return live.startTurn({ input, clientUserMessageId, overrides: {}, outputSchema: null });
  };

  const next = (threadId: string): boolean => {
    const live = loaded(threadId);
    if (live === null || live.isRunning || live.isClosing || queue.list(threadId).length === 0) return false;
    try {
      const { begin } = run(live, null);
      changed(threadId);
      begin();
      return true;
    } catch (thrown) {
      // Nobody waits for it: a queue that cannot be written stands still.
      onError(thrown);
      return false;
    }
  };

  return {
    async list(threadId) {
      await assertQueued(threadId);
      return queue.list(threadId);
    },

    async add(threadId, { input, metadata }, clientUserMessageId) {
      await assertQueued(threadId);
      await assertDirect(threadId);
      const submission: QueuedSubmission = {
        id: newId(),
        input: await selfContained(input, files),
        clientUserMessageId,
        responsesapiClientMetadata: metadata,
      };
      queue.add(threadId, submission);
      defer(() => {
        changed(threadId);
        next(threadId);
      });
      return submission;
    },

    async update(threadId, id, { input, metadata }) {
      await assertQueued(threadId);
      const updated = queue.update(threadId, id, {
        input: await selfContained(input, files),
        responsesapiClientMetadata: metadata,
      });
      defer(() => changed(threadId));
      return updated;
    },

    async delete(threadId, id) {
      await assertQueued(threadId);
      const wasThere = queue.delete(threadId, id);
      if (wasThere) defer(() => changed(threadId));
      return wasThere;
    },

    async reorder(threadId, ids) {
      await assertQueued(threadId);
      queue.reorder(threadId, ids);
      defer(() => changed(threadId));
    },

    async start(threadId, id) {
      await assertQueued(threadId);
      const live = loaded(threadId);
      if (live === null) throw new DomainError({ code: 'queueThreadNotLoaded' });
      if (live.isRunning) throw new DomainError({ code: 'queueBusy' });
      // Before it leaves the queue.
      if (live.isClosing) throw new DomainError({ code: 'threadClosing', threadId });
      const { turn, begin } = run(live, id);
      return {
        turn,
        begin() {
          changed(threadId);
          begin();
        },
      };
    },

    next,
  };
}
