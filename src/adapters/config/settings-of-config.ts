// What a configuration says of a thread's settings: absent where it says nothing.

import { isAbsolute, join } from 'node:path';
import {
  builtInPolicy,
  profileProblem,
  USUAL_POLICY,
  USUAL_PROFILE,
} from '../../domain/permission-profiles.js';
import type { ContextLimits, SettingsOverrides } from '../../domain/settings.js';
import type { SandboxPolicy } from '../../protocol/index.js';
import { ConfigProblem } from './config-problem.js';
import type { ConfigVersion } from './config-schema.js';
import { isTree, type Tree, valueAt } from './tree.js';

/**
 * The settings in a tree that complaintAbout() has passed.
 * @throws ConfigProblem `reference` for a permission profile that is not built in
 */
export function settingsIn(config: Tree, version: ConfigVersion): SettingsOverrides {
  // The schema has seen these words; the cast only names them.
  return given({
    model: config.model,
    modelProvider: config.model_provider,
    serviceTier: config.service_tier,
    approvalPolicy: config.approval_policy,
    approvalsReviewer: config.approvals_reviewer,
    ...sandboxIn(config, version),
    effort: config.model_reasoning_effort,
    summary: config.model_reasoning_summary,
    personality: config.personality,
    baseInstructions: config.instructions,
    developerInstructions: config.developer_instructions,
  }) as SettingsOverrides;
}

/** A profile beats a mode. 0.118.0 has no built-in ones, and none can be chosen here under its profile. */
function sandboxIn(
  { default_permissions: profile, sandbox_mode: mode, permissions }: Tree,
  version: ConfigVersion,
): SettingsOverrides {
  if (typeof profile === 'string' && version !== '0.118.0') {
    const sandboxPolicy = builtInPolicy(profile);
    if (sandboxPolicy !== null) return { sandboxPolicy, permissionProfile: profile };
    const configured = Object.keys(isTree(permissions) ? permissions : {});
    throw new ConfigProblem('reference', profileProblem(profile, configured));
  }
  return typeof mode === 'string' ? { sandboxPolicy: policyOf(mode), permissionProfile: null } : {};
}

/** What holds where nothing is said of sandboxes. */
export function usualPolicy(isTrusted: boolean): SandboxPolicy {
  return isTrusted ? { type: 'workspaceWrite' } : USUAL_POLICY;
}

/** The profile that the policy in force comes from: none where requirements have replaced what was asked for. */
export function profileIn(asked: SettingsOverrides, inForce: SandboxPolicy): string | null {
  if (asked.sandboxPolicy === undefined) return inForce === USUAL_POLICY ? USUAL_PROFILE : null;
  return inForce === asked.sandboxPolicy ? (asked.permissionProfile ?? null) : null;
}

/** The policy of a mode; what it leaves open is filled in by filledPolicy. */
function policyOf(mode: string): SandboxPolicy {
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

/** How much room the configuration gives a conversation. */
export function contextLimitsIn(config: Tree): ContextLimits {
  return {
    window: numberIn(config.model_context_window),
    compactAt: numberIn(config.model_auto_compact_token_limit),
  };
}

/** Undefined where nothing is said. */
export function unloadDelayIn(config: Tree): number | undefined {
  return numberIn(config.thread_unload_delay_secs) ?? undefined;
}

function numberIn(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function given(values: Tree): Tree {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
