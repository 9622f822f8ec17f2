// What the reviewer of 0.169.0 says of an action that wants consent, and in which words that is told. Pure.

import type {
  GuardianApprovalReview,
  GuardianRiskLevel,
  GuardianUserAuthorization,
} from '../../protocol/index.js';
import {
  AssessmentUnreadable,
  type Dialect,
  type Ended,
  failureText,
  jsonIn,
  notCarriedOut,
  oneOf,
  placeOf,
  refusal,
  TIMEOUT_TEXT,
  TOOK_TOO_LONG,
} from './dialect.js';

interface Assessment {
  readonly isAllowed: boolean;
  readonly riskLevel: GuardianRiskLevel;
  readonly userAuthorization: GuardianUserAuthorization;
  readonly rationale: string;
}

const RISKS: readonly GuardianRiskLevel[] = ['low', 'medium', 'high', 'critical'];
const AUTHORIZATIONS: readonly GuardianUserAuthorization[] = ['unknown', 'low', 'medium', 'high'];

/** JSON schema of the reviewer's answer. */
const SCHEMA = {
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

function readAssessment(text: string): Assessment {
  const said = jsonIn(text);
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
  const named = typeof outcome === 'string' ? outcome : JSON.stringify(outcome);
  return `unknown variant \`${named}\`, expected \`allow\` or \`deny\` ${placeOf(outcome, text)}`;
}

function unexplained(isAllowed: boolean): string {
  return isAllowed
    ? 'Auto-review returned a low-risk allow decision.'
    : 'Auto-review returned a deny decision without a rationale.';
}

const NO_DETAILS = { riskLevel: null, userAuthorization: null, rationale: null };

const inState = (status: GuardianApprovalReview['status']): GuardianApprovalReview => ({
  status,
  ...NO_DETAILS,
});

/** A reviewer that names the risk, says what the user wanted, and decides. */
export const judged: Dialect = {
  answerForm:
    'Answer with JSON alone: risk_level (low, medium, high, critical), user_authorization (unknown, low, medium, high), outcome (allow, deny), rationale (one sentence).',
  schema: SCHEMA,
  isSchemaLoose: true,
  model: null,
  tools: ['exec_command', 'write_stdin', 'view_image'],
  usesServers: false,
  showsQuestions: false,
  remindsAlways: false,
  mostTries: 3,
  underReview: inState('inProgress'),
  aborted: inState('aborted'),
  actionOf: ({ action }) => action,
  conclude: (text) => concluded(readAssessment(text)),
  failed,
  timedOut,
};

/** The end of a review that came to a conclusion. */
function concluded({ isAllowed, riskLevel, userAuthorization, rationale }: Assessment): Ended {
  const word = isAllowed ? 'approved' : 'denied';
  const details = `(risk: ${riskLevel}, authorization: ${userAuthorization}): ${rationale}`;
  return {
    review: { status: word, riskLevel, userAuthorization, rationale },
    warning: `Automatic approval review ${word} ${details}`,
    verdict: isAllowed ? { type: 'accept' } : refusal(rationale),
  };
}

/** The end of a review that could not be had: then nothing runs. */
function failed(why: string): Ended {
  const rationale = failureText(why);
  return {
    review: { ...NO_DETAILS, status: 'denied', rationale },
    warning: rationale,
    verdict: notCarriedOut(rationale),
  };
}

/** The end of a review that took too long: then nothing runs. */
function timedOut(): Ended {
  const rationale = TIMEOUT_TEXT;
  return {
    review: { ...NO_DETAILS, status: 'timedOut', rationale },
    warning: rationale,
    verdict: TOOK_TOO_LONG,
  };
}
