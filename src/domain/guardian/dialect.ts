// How a version's reviewer is asked about an action that wants consent, and how the end of that is told; what the
// versions share. Pure.

import type { GuardianApprovalReview, GuardianApprovalReviewAction } from '../../protocol/index.js';

/** How a review ended; `message` is what the model is told of a refusal. */
export type ReviewVerdict =
  | { readonly type: 'accept' }
  | { readonly type: 'refused'; readonly message: string };

/** An action that wants consent. */
export interface ReviewWish {
  /** Null: it is no item's. */
  readonly targetItemId: string | null;
  readonly action: GuardianApprovalReviewAction;
  /** As the reviewer is told. */
  readonly planned: Readonly<Record<string, unknown>>;
}

/** Where a review stands; 0.118.0 alone has a score. */
export type ReviewState = GuardianApprovalReview & { readonly riskScore?: number | null };

export interface Ended {
  readonly review: ReviewState;
  /** What people are told at once; null: nothing. */
  readonly warning: string | null;
  readonly verdict: ReviewVerdict;
}

export interface Dialect {
  /** What the reviewer is told of the form of its answer. */
  readonly answerForm: string;
  /** JSON schema of the answer. */
  readonly schema: object;
  /** As of ModelRequest. */
  readonly isSchemaLoose: boolean;
  /** The model that judges, where the catalogue has it; null: the thread's own. */
  readonly model: string | null;
  /** The tools it has to look around with, by name. */
  readonly tools: readonly string[];
  /** Besides those it has the tools of the thread's MCP servers. */
  readonly usesServers: boolean;
  /** Its conversation shows what it was asked, as from a user. */
  readonly showsQuestions: boolean;
  /** A reviewer is reminded of the rules whenever it is asked again, or only the first time. */
  readonly remindsAlways: boolean;
  /** How often a review is tried that comes to nothing. */
  readonly mostTries: number;
  readonly underReview: ReviewState;
  readonly aborted: ReviewState;
  /** The action as clients are told. */
  actionOf(wish: ReviewWish): unknown;
  /** What the reviewer's last words mean. @throws AssessmentUnreadable */
  conclude(text: string): Ended;
  /** The end of a review that could not be had: then nothing runs. */
  failed(why: string): Ended;
  /** The end of a review that took too long: then nothing runs. */
  timedOut(): Ended;
}

/** The reviewer's last words are no assessment; the message says why, in the words of the real servers. */
export class AssessmentUnreadable extends Error {}

/** The object in what the reviewer said, also among other words. @throws AssessmentUnreadable */
export function jsonIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new AssessmentUnreadable('guardian assessment was not valid JSON');
}

/** Where a value ends on the one line the text is taken for. */
export function placeOf(value: unknown, text: string): string {
  const written = JSON.stringify(value);
  return `at line 1 column ${text.indexOf(written) + written.length}`;
}

/** Why there is no verdict, as people are told. */
export const failureText = (why: string): string => `Automatic approval review failed: ${why}`;
export const TIMEOUT_TEXT = 'Automatic approval review timed out while evaluating the requested approval.';

export function oneOf<T extends string>(known: readonly T[], value: unknown): T | undefined {
  return known.find((one) => one === value);
}

// What the model is told is in our own words.

export function refusal(rationale: string): ReviewVerdict {
  return {
    type: 'refused',
    message: `This action was rejected as too risky.\nReason: ${rationale}\nDo not reach for the same end by another way. Go on with something safer, or ask the user, who may approve it once told of the risk.`,
  };
}

export function notCarriedOut(rationale: string): ReviewVerdict {
  return {
    type: 'refused',
    message: `${rationale}\nNothing was done, because the action could not be reviewed; that says nothing about its risk. Do not go around the review: mend what is wrong, or ask the user.`,
  };
}

export const TOOK_TOO_LONG: ReviewVerdict = {
  type: 'refused',
  message:
    'The review of this action took too long, which says nothing about its risk. Try once more, or ask the user.',
};
