// When people may be asked for permissions, and when they need not be: a command that names permissions of its own.

import { covers, joined, type Permissions } from '../../permissions.js';
import { escalationText } from '../approval/command-verdict.js';
import { type ApprovalPolicy, maySuspendSandbox, policyName } from '../approval/policy-name.js';
import { ToolRefusal } from '../tool.js';
import type { ToolRules } from '../tool-rules.js';
import { isEmptyWish, type PermissionWish, permissionsOf } from './wording.js';

export function mayBeAskedForPermissions(policy: ApprovalPolicy): boolean {
  return typeof policy === 'object' ? (policy.granular.request_permissions ?? false) : policy !== 'never';
}

export interface CommandPermissions {
  /** All that the command may do, once somebody agreed where that is needed. */
  readonly permissions: Permissions;
  /** All of them, as shown to whoever has to agree; null: nobody has to. */
  readonly toAgreeTo: PermissionWish | null;
  /** What somebody agreed to before. */
  readonly granted: Permissions;
}

export interface CommandPermissionsAsked {
  readonly wish: PermissionWish | null;
  /** The command says that it needs more than its sandbox allows. */
  readonly isNamed: boolean;
  readonly granted: Permissions;
  readonly policy: ApprovalPolicy;
  readonly isOffered: boolean;
}

/** @throws ToolRefusal when the command may not have them, and nobody may be asked */
export function commandPermissions(asked: CommandPermissionsAsked, rules: ToolRules): CommandPermissions {
  const { wish, isNamed, granted, policy, isOffered } = asked;
  const isGranted = wish === null ? !isNamed : !isEmptyWish(wish) && covers(granted, permissionsOf(wish));
  if (isGranted) return { permissions: granted, granted, toAgreeTo: null };
  if (!isOffered) {
    throw new ToolRefusal(
      'additional permissions are disabled; enable `features.exec_permission_approvals` before using `with_additional_permissions`',
    );
  }
  if (policy !== 'on-request') throw new ToolRefusal(policyRefusal(policy, rules));
  if (wish === null) {
    throw new ToolRefusal(
      'missing `additional_permissions`; provide at least one of `network` or `file_system` when using `with_additional_permissions`',
    );
  }
  if (isEmptyWish(wish)) {
    throw new ToolRefusal(
      '`additional_permissions` must include at least one requested permission in `network` or `file_system`',
    );
  }
  const permissions = joined(granted, permissionsOf(wish));
  return { permissions, granted, toAgreeTo: wishOf(permissions) };
}

function policyRefusal(policy: ApprovalPolicy, rules: ToolRules): string {
  if (rules.permissionRefusalsAreNamed && maySuspendSandbox(policy)) {
    const name = policyName(policy);
    return `approval policy is ${name}; reject command — you cannot request additional permissions unless the approval policy is OnRequest`;
  }
  return escalationText(policy);
}

function wishOf({ network, read, write }: Permissions): PermissionWish {
  return {
    network: network || null,
    read: read.length === 0 ? null : read,
    write: write.length === 0 ? null : write,
  };
}
