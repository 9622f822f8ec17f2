// What a reviewer says of an action that wants consent, and in which words that is told. Pure.

import type {
  GuardianApprovalReview,
  GuardianApprovalReviewAction,
  GuardianRiskLevel,
  GuardianUserAuthorization,
} from '../../protocol/index.js';

/** How a review ended; `message` is what the model is told of a refusal. */
export type ReviewVerdict =
  | { readonly type: 'accept' }
  | { readonly type: 'refused'; readonly message: string };

/** An action that wants consent. */
export interface ReviewWish {
  readonly targetItemId: string;
  /** As clients are told. */
  readonly action: GuardianApprovalReviewAction;
  /** As the reviewer is told. */
  readonly planned: Readonly<Record<string, unknown>>;
}

export interface Assessment {
  readonly isAllowed: boolean;
  readonly riskLevel: GuardianRiskLevel;
  readonly userAuthorization: GuardianUserAuthorization;
  readonly rationale: string;
}

const RISKS: readonly GuardianRiskLevel[] = ['low', 'medium', 'high', 'critical'];
const AUTHORIZATIONS: readonly GuardianUserAuthorization[] = ['unknown', 'low', 'medium', 'high'];

/** JSON schema of the reviewer's answer. */
export const ASSESSMENT_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    risk_level: { type: 'string', enum: RISKS },
    user_authorization: { type: 'string', enum: AUTHORIZATIONS },
    outcome: { type: 'string', enum: ['allow', 'deny'] },
    rationale: { type: 'string' },
  },
  required: ['outcome'],
};

/** The reviewer's last words are no assessment; the message says why. */
export class AssessmentUnreadable extends Error {}

/** What the reviewer's last words say. @throws AssessmentUnreadable */
export function readAssessment(text: string): Assessment {
  const said = parsed(text);
  if (said === null) throw new AssessmentUnreadable('guardian assessment was not valid JSON');
  const { outcome } = said;
  if (outcome !== 'allow' && outcome !== 'deny')
    throw new AssessmentUnreadable(outcomeProblem(text, outcome));
  const isAllowed = outcome === 'allow';
  return {
    isAllowed,
    riskLevel: oneOf(RISKS, said.risk_level) ?? (isAllowed ? 'low' : 'high'),
    userAuthorization: oneOf(AUTHORIZATIONS, said.user_authorization) ?? 'unknown',
    rationale:
      typeof said.rationale === 'string' && said.rationale !== '' ? said.rationale : unexplained(isAllowed),
  };
}

/** In the words of the real server, with the place where they stand on the one line the text is taken for. */
function outcomeProblem(text: string, outcome: unknown): string {
  if (outcome === undefined) return `missing field \`outcome\` at line 1 column ${text.length}`;
  const written = JSON.stringify(outcome);
  const end = text.indexOf(written) + written.length;
  const named = typeof outcome === 'string' ? outcome : written;
  return `unknown variant \`${named}\`, expected \`allow\` or \`deny\` at line 1 column ${end}`;
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function oneOf<T extends string>(known: readonly T[], value: unknown): T | undefined {
  return known.find((one) => one === value);
}

function unexplained(isAllowed: boolean): string {
  return isAllowed
    ? 'Auto-review returned a low-risk allow decision.'
    : 'Auto-review returned a deny decision without a rationale.';
}

interface Ended {
  readonly review: GuardianApprovalReview;
  /** What people are told at once. */
  readonly warning: string;
  readonly verdict: ReviewVerdict;
}

const NO_DETAILS = { riskLevel: null, userAuthorization: null, rationale: null };

export const UNDER_REVIEW: GuardianApprovalReview = { status: 'inProgress', ...NO_DETAILS };
export const ABORTED: GuardianApprovalReview = { status: 'aborted', ...NO_DETAILS };

/** The end of a review that came to a conclusion. */
export function concluded({ isAllowed, riskLevel, userAuthorization, rationale }: Assessment): Ended {
  const word = isAllowed ? 'approved' : 'denied';
  const details = `(risk: ${riskLevel}, authorization: ${userAuthorization}): ${rationale}`;
  return {
    review: { status: word, riskLevel, userAuthorization, rationale },
    warning: `Automatic approval review ${word} ${details}`,
    verdict: isAllowed ? { type: 'accept' } : { type: 'refused', message: refusal(rationale) },
  };
}

/** The end of a review that could not be had: then nothing runs. */
export function failed(why: string): Ended {
  const rationale = `Automatic approval review failed: ${why}`;
  return {
    review: { ...NO_DETAILS, status: 'denied', rationale },
    warning: rationale,
    verdict: { type: 'refused', message: `${rationale}\n${NOT_REVIEWED}` },
  };
}

// What the model is told is in our own words; people are told in the real server's.
const NOT_REVIEWED =
  'Nothing was done, because the action could not be reviewed; that says nothing about its risk. Do not go around the review: mend what is wrong, or ask the user.';

function refusal(rationale: string): string {
  return `This action was rejected as too risky.\nReason: ${rationale}\nDo not reach for the same end by another way. Go on with something safer, or ask the user, who may approve it once told of the risk.`;
}

/** The end of a review that took too long: then nothing runs. */
export function timedOut(): Ended {
  const rationale = 'Automatic approval review timed out while evaluating the requested approval.';
  return {
    review: { ...NO_DETAILS, status: 'timedOut', rationale },
    warning: rationale,
    verdict: {
      type: 'refused',
      message:
        'The review of this action took too long, which says nothing about its risk. Try once more, or ask the user.',
    },
  };
}
