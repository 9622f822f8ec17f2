// A model that wants a command to run outside of the sandbox, and a reviewer that is asked about it.

import type { ReplyObject, Script } from '../../backend/index.js';

/** Arguments of a command that is to run outside of its sandbox. */
export const ESCALATED_CALL = {
  cmd: 'touch made.txt',
  sandbox_permissions: 'require_escalated',
  justification: 'It has to be made.',
};

const ESCALATED: ReplyObject = {
  call: { name: 'exec_command', id: 'call_1', arguments: ESCALATED_CALL },
};

/** A reviewer that allows or denies, in the way of every version. */
export function reviewedBy(outcome: 'allow' | 'deny'): Script {
  const isAllowed = outcome === 'allow';
  const verdict = {
    risk_level: isAllowed ? 'low' : 'high',
    risk_score: isAllowed ? 5 : 95,
    user_authorization: 'high',
    outcome,
    rationale: 'So it seems.',
    evidence: [],
  };
  return {
    replies: [
      {
        when: { header: { 'x-openai-subagent': true } },
        text: { content: JSON.stringify(verdict), split: 'none' },
      },
      { when: { toolOutput: false }, ...ESCALATED },
      'done',
    ],
  };
}

/** Settings under which a reviewer is asked instead of people. */
export const REVIEWED = {
  approvalPolicy: 'on-request',
  approvalsReviewer: 'guardian_subagent',
  sandbox: 'workspace-write',
};
