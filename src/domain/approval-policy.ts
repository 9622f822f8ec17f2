// Policies for approvals as threads keep and tell them.

import type { AskForApproval } from '../protocol/index.js';

/** What a granular policy must say something of. */
export const GRANULAR_NEEDS = ['sandbox_approval', 'rules', 'mcp_elicitations'] as const;

/** With all that a granular one can be said of: what was left out is never asked about. */
export function wholePolicy(policy: AskForApproval): AskForApproval {
  if (typeof policy === 'string') return policy;
  return { granular: { skill_approval: false, request_permissions: false, ...policy.granular } };
}
