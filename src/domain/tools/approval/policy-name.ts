// Approval policies as the real server names them to the model, and what each lets people be asked.

import type { AskForApproval } from '../../../protocol/index.js';

/** 0.118.0 knows one more than the newest version's types do. */
export type ApprovalPolicy = AskForApproval | 'on-failure';

/** Whether a person may be asked to let something out of the sandbox. */
export function maySuspendSandbox(policy: ApprovalPolicy): boolean {
  return typeof policy === 'object' ? policy.granular.sandbox_approval : policy !== 'never';
}

/** Whether what the sandbox would stop is tried in it first, patches as well, and asked about then. */
export function asksAfterFailures(policy: ApprovalPolicy): boolean {
  return policy === 'on-failure';
}

export function policyName(policy: ApprovalPolicy): string {
  switch (policy) {
    case 'never':
      return 'Never';
    case 'untrusted':
      return 'UnlessTrusted';
    case 'on-request':
      return 'OnRequest';
    case 'on-failure':
      return 'OnFailure';
    default: {
      const { sandbox_approval, rules, skill_approval, request_permissions, mcp_elicitations } =
        policy.granular;
      const members = [
        `sandbox_approval: ${sandbox_approval}`,
        `rules: ${rules}`,
        `skill_approval: ${skill_approval ?? false}`,
        `request_permissions: ${request_permissions ?? false}`,
        `mcp_elicitations: ${mcp_elicitations}`,
      ];
      return `Granular(GranularApprovalConfig { ${members.join(', ')} })`;
    }
  }
}
