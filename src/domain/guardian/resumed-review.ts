// A conversation in which approvals were judged, once a client goes on with it, as 0.169.0 lets it: it may look around
// as before, and nobody judges what it wants.

import { turnError } from '../turn/failure.js';
import type { TurnServices } from '../turn/turn-host.js';
import { judged } from './assessment.js';
import { type Reviewer, ReviewerFailed } from './guardian-ports.js';
import { reviewerTools } from './reviewer-tools.js';

export interface ClosableReviewer extends Reviewer {
  close(): Promise<void>;
}

export const NO_REVIEWER: ClosableReviewer = {
  ask: () =>
    Promise.reject(
      new ReviewerFailed(turnError('Guardian extension is not installed for this thread', 'badRequest')),
    ),
  close: () => Promise.resolve(),
};

/** With the tools of a reviewer alone. */
export function resumedServices<S extends TurnServices>(services: S, threadId: string): S {
  return { ...services, tools: reviewerTools(services.tools, judged, threadId) };
}
