// What a configuration says of a thread's settings: absent where it says nothing.

import { isAbsolute, join } from 'node:path';
import type { SettingsOverrides } from '../../domain/settings.js';
import type { SandboxPolicy } from '../../protocol/index.js';
import { isTree, type Tree, valueAt } from './tree.js';

/** The settings in a tree that complaintAbout() has passed. */
export function settingsIn(config: Tree): SettingsOverrides {
  const mode = config.sandbox_mode;
  // The schema has seen these words; the cast only names them.
  return given({
    model: config.model,
    modelProvider: config.model_provider,
    serviceTier: config.service_tier,
    approvalPolicy: config.approval_policy,
    approvalsReviewer: config.approvals_reviewer,
    sandboxPolicy: typeof mode === 'string' ? policyOf(mode) : undefined,
    effort: config.model_reasoning_effort,
    summary: config.model_reasoning_summary,
    personality: config.personality,
    baseInstructions: config.instructions,
    developerInstructions: config.developer_instructions,
  }) as SettingsOverrides;
}

/** The policy of a mode; what it leaves open is filled in by filledPolicy. */
export function policyOf(mode: string): SandboxPolicy {
  if (mode === 'danger-full-access') return { type: 'dangerFullAccess' };
  return mode === 'workspace-write' ? { type: 'workspaceWrite' } : { type: 'readOnly', networkAccess: false };
}

/** What a caller leaves open of a policy, filled in from `sandbox_workspace_write`. */
export function filledPolicy(
  policy: SandboxPolicy,
  config: Tree,
  world: { codexHome: string; extraRoots: readonly string[] },
): SandboxPolicy {
  if (policy.type !== 'workspaceWrite') return policy;
  const table = valueAt(config, ['sandbox_workspace_write']);
  const own: Tree = isTree(table) ? table : {};
  const roots = Array.isArray(own.writable_roots) ? own.writable_roots.map(String) : [];
  const absolute = roots.map((root) => (isAbsolute(root) ? root : join(world.codexHome, root)));
  return {
    type: 'workspaceWrite',
    writableRoots: policy.writableRoots ?? [...absolute, ...world.extraRoots],
    networkAccess: policy.networkAccess ?? own.network_access === true,
    excludeTmpdirEnvVar: policy.excludeTmpdirEnvVar ?? own.exclude_tmpdir_env_var === true,
    excludeSlashTmp: policy.excludeSlashTmp ?? own.exclude_slash_tmp === true,
  };
}

function given(values: Tree): Tree {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
