// The thread whose approvals are judged, as its reviewer needs it.

import type { TurnHost, TurnServices } from '../turn/turn-host.js';
import type { ReviewerLogs } from './reviewer-logs.js';

export interface ReviewedThread extends TurnHost {
  readonly services: TurnServices & { readonly reviewerLogs: ReviewerLogs };
  /** Of its log; null for a thread that is not kept. */
  readonly path: string | null;
}
