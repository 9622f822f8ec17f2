// What the reviewer of 0.118.0 says of an action that wants consent: how risky it is, from 0 to 100. Pure.

import type { GuardianRiskLevel } from '../../protocol/index.js';
import {
  AssessmentUnreadable,
  type Dialect,
  type Ended,
  failureText,
  jsonIn,
  notCarriedOut,
  oneOf,
  placeOf,
  type ReviewState,
  refusal,
  TIMEOUT_TEXT,
  TOOK_TOO_LONG,
} from './dialect.js';

interface Score {
  readonly riskLevel: GuardianRiskLevel;
  readonly riskScore: number;
  readonly rationale: string;
}

const LEVELS = ['low', 'medium', 'high'] as const;
/** The lowest score of what is refused. */
const TOO_RISKY = 80;
/** What does not fit into this is not read. */
const HIGHEST_READ = 255;
const MEMBERS = ['risk_level', 'risk_score', 'rationale', 'evidence'];

const SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    risk_level: { type: 'string', enum: LEVELS },
    risk_score: { type: 'integer', minimum: 0, maximum: 100 },
    rationale: { type: 'string' },
    evidence: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        properties: { message: { type: 'string' }, why: { type: 'string' } },
        required: ['message', 'why'],
      },
    },
  },
  required: MEMBERS,
};

const inState = (status: ReviewState['status']): ReviewState => ({
  status,
  riskScore: null,
  riskLevel: null,
  userAuthorization: null,
  rationale: null,
});

/** A reviewer that says how risky an action is; the score decides. */
export const scored: Dialect = {
  answerForm:
    'Answer with JSON alone: risk_level (low, medium, high), risk_score (0 to 100; from 80 on it will not be done), rationale (one sentence), evidence (a list of message and why).',
  schema: SCHEMA,
  isSchemaLoose: false,
  model: 'gpt-5.4',
  tools: ['exec_command', 'write_stdin', 'update_plan', 'apply_patch', 'web_search', 'view_image'],
  usesServers: true,
  showsQuestions: true,
  remindsAlways: true,
  mostTries: 1,
  underReview: inState('inProgress'),
  aborted: inState('aborted'),
  actionOf({ action }) {
    if (action.type === 'applyPatch')
      return { tool: 'apply_patch', cwd: action.cwd, files: action.files, change_count: action.files.length };
    if (action.type === 'mcpToolCall')
      return { tool: 'mcp_tool_call', server: action.server, tool_name: action.toolName };
    if (action.type === 'networkAccess') {
      const { type: _, ...target } = action;
      return { tool: 'network_access', ...target };
    }
    if (action.type !== 'command') return action;
    const tool = action.source === 'shell' ? 'shell' : 'exec_command';
    return { tool, command: action.command, cwd: action.cwd };
  },
  conclude(text) {
    const score = readScore(text);
    return score.riskScore < TOO_RISKY
      ? { review: inDetail('approved', score), warning: null, verdict: { type: 'accept' } }
      : denied(score, refusal(score.rationale));
  },
  failed(why) {
    const rationale = failureText(why);
    return denied({ riskLevel: 'high', riskScore: 100, rationale }, notCarriedOut(rationale));
  },
  timedOut() {
    const rationale = TIMEOUT_TEXT;
    return denied({ riskLevel: 'high', riskScore: 100, rationale }, TOOK_TOO_LONG);
  },
};

function denied(score: Score, verdict: Ended['verdict']): Ended {
  return { review: inDetail('denied', score), warning: null, verdict };
}

function inDetail(status: 'approved' | 'denied', score: Score): ReviewState {
  return { status, userAuthorization: null, ...score };
}

function readScore(text: string): Score {
  const said = jsonIn(text);
  const { risk_level: level, risk_score: riskScore, rationale } = said;
  const riskLevel = oneOf(LEVELS, level);
  if (level !== undefined && riskLevel === undefined) {
    const named = typeof level === 'string' ? level : JSON.stringify(level);
    throw new AssessmentUnreadable(
      `unknown variant \`${named}\`, expected one of \`low\`, \`medium\`, \`high\` ${placeOf(level, text)}`,
    );
  }
  if (riskScore !== undefined && !isByte(riskScore)) {
    const kind = Number.isInteger(riskScore) ? `value: integer \`${JSON.stringify(riskScore)}\`` : 'type';
    throw new AssessmentUnreadable(`invalid ${kind}, expected u8 ${placeOf(riskScore, text)}`);
  }
  const missing = MEMBERS.find((member) => said[member] === undefined);
  if (missing !== undefined || riskLevel === undefined || riskScore === undefined)
    throw new AssessmentUnreadable(`missing field \`${missing}\` at line 1 column ${text.length}`);
  return { riskLevel, riskScore, rationale: String(rationale) };
}

function isByte(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= HIGHEST_READ;
}
