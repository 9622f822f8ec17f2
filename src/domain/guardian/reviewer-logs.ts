// The logs that conversations in which approvals are judged are kept in, beside those of the threads they are about:
// where they come from, and which of them are being written.

import type { Behaviour } from '../behaviour.js';
import { DomainError } from '../errors.js';
import type { GitReader, ThreadLog, ThreadStore } from '../ports.js';
import type { ThreadMeta } from '../records.js';

/** What is to be known of a conversation that begins. */
export type ReviewMeta = Pick<
  ThreadMeta,
  'id' | 'createdAt' | 'cwd' | 'originator' | 'sessionId' | 'modelProvider' | 'baseInstructions'
> & { readonly reviewOf: string };

interface Deps {
  readonly store: ThreadStore;
  readonly git: GitReader;
  readonly cliVersion: string;
  readonly behaviour: Behaviour;
}

const NAME = 'Guardian review';

export class ReviewerLogs {
  readonly #deps: Deps;
  readonly #live = new Set<string>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws DomainError `storage` */
  async open({ reviewOf, ...meta }: ReviewMeta): Promise<ThreadLog> {
    const { store, git, cliVersion, behaviour } = this.#deps;
    // Older versions don't tell the thread that is judged, and call the conversation nothing.
    const areTold = !behaviour.approvalReviewsAreScored;
    const log = store.create({
      ...meta,
      ...(areTold ? { reviewOf } : {}),
      forkedFromId: null,
      source: { subAgent: { other: 'guardian' } },
      cliVersion,
      git: await git.read(meta.cwd),
    });
    log.begin();
    this.#live.add(meta.id);
    if (areTold) await store.setName(meta.id, NAME);
    return log;
  }

  async close(threadId: string, log: ThreadLog): Promise<void> {
    try {
      await log.close();
    } finally {
      this.#live.delete(threadId);
    }
  }

  /** @throws DomainError `reviewerAtWork` for one that is being written: only its reviewer may do that */
  assertOver(threadId: string, wanted: 'resume' | 'remove'): void {
    if (this.#live.has(threadId)) throw new DomainError({ code: 'reviewerAtWork', wanted });
  }
}
