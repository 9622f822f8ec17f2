// Proof that a client gives of itself before the model is asked under an account: the first listener of the thread
// that offers to is asked, and has little time. What it says, or that it said nothing, goes along with the request.

import { type Clock, sleep } from '../util/clock.js';
import { textAt } from '../util/peek.js';
import type { Attestations } from './agent.js';
import type { SubscriberHub } from './hub/hub.js';
import type { PendingQuestions } from './hub/pending-requests.js';

/** How long 0.169.0 waits. */
const PATIENCE_MS = 100;

/** How it went, in the numbers of 0.169.0. */
const GIVEN = 0;
const TOO_LATE = 1;
const REFUSED = 2;
const UNUSABLE = 4;

export function createAttestations({
  hub,
  pending,
  clock,
}: {
  hub: Pick<SubscriberHub, 'attestorOf'>;
  pending: Pick<PendingQuestions, 'askOne'>;
  clock: Clock;
}): Attestations {
  return {
    async forThread(threadId) {
      const connection = hub.attestorOf(threadId);
      if (connection === null) return null;
      const question = pending.askOne(connection, 'attestation/generate', {});
      const patience = new AbortController();
      const tooLate = sleep(clock, PATIENCE_MS, patience.signal).then(
        () => null,
        () => null,
      );
      const answer = await Promise.race([question.answer.catch(() => null), tooLate]);
      patience.abort();
      question.withdraw();
      if (answer === null) return text(TOO_LATE);
      if ('error' in answer) return text(REFUSED);
      const token = textAt(answer.result, 'token');
      return token === undefined ? text(UNUSABLE) : text(GIVEN, token);
    },
  };
}

/** Members of no use are left out. */
function text(status: number, token?: string): string {
  return JSON.stringify({ v: 1, s: status, ...(token === undefined ? {} : { t: token }) });
}
