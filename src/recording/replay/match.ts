// Finds the recorded request that a live one is.

import type { Request } from '../../jsonrpc/message.js';
import { compareValues, type Difference, EXACT, type Pairs, TOLERANT } from '../compare/compare.js';
import type { Step } from './steps.js';

/**
 * - `strict`: the very next request, with the very same params
 * - `tolerant`: any request that was not used yet, whose params differ in nothing but ids, times and paths
 * - `loose`: the nearest of the same method, used or not
 */
export type Matching = 'strict' | 'tolerant' | 'loose';

export type Match =
  | { readonly step: Step; readonly pairs: Pairs }
  | {
      readonly step: undefined;
      /** The recorded request that comes nearest, and why it is not the one. */
      readonly nearest: { readonly step: Step; readonly differences: readonly Difference[] } | undefined;
    };

export interface Candidates {
  /** Requests that were not used yet, in order. */
  readonly unused: readonly Step[];
  readonly used: readonly Step[];
}

/** `pairs` is left alone; the match brings what it has learnt. */
export function matchRequest(
  live: Request,
  { unused, used }: Candidates,
  how: { matching: Matching; pairs: Pairs },
): Match {
  const { matching, pairs } = how;
  const ofMethod = unused.filter(({ method }) => method === live.method);
  const rated = (matching === 'strict' ? unused.slice(0, 1) : ofMethod).map((step) => rate(step, live, how));
  const exact = rated.find(
    ({ step, differences }) => step.method === live.method && differences.length === 0,
  );
  if (exact !== undefined) return exact;
  // Who connects is another question than what the server does.
  const [first] = ofMethod;
  if (matching !== 'strict' && live.method === 'initialize' && first !== undefined)
    return { step: first, pairs };
  const nearest = [...rated].sort((a, b) => a.differences.length - b.differences.length)[0];
  if (matching === 'loose') {
    if (nearest !== undefined) return nearest;
    const again = used.findLast(({ method }) => method === live.method);
    if (again !== undefined) return { step: again, pairs };
  }
  return { step: undefined, nearest };
}

function rate(step: Step, live: Request, { matching, pairs }: { matching: Matching; pairs: Pairs }) {
  const learnt = pairs.copy();
  const recorded = step.message?.kind === 'request' ? step.message.params : undefined;
  const tolerance = matching === 'strict' ? EXACT : TOLERANT;
  const differences = compareValues(recorded, live.params, { pairs: learnt, tolerance });
  return { step, differences, pairs: learnt };
}
