// What a configuration says of a thread's settings: absent where it says nothing.

import { rootAccess } from '../../domain/access-rules.js';
import { wholePolicy } from '../../domain/approval-policy.js';
import { USUAL_POLICY, USUAL_PROFILE, WORKSPACE_PROFILE } from '../../domain/permission-profiles.js';
import type { ContextLimits, SettingsOverrides } from '../../domain/settings.js';
import { chosenWithRoots } from '../../domain/workspace-roots.js';
import type { ActivePermissionProfile, AskForApproval, SandboxPolicy } from '../../protocol/index.js';
import type { ConfigVersion } from './config-schema.js';
import type { Wishes } from './requirements.js';
import { isTree, type Tree, valueAt } from './tree.js';

/** Of what was asked for, what nobody else has a say in; null or absent: as usual. */
export function takenAsAsked({ verbosity, asksToReason, disabledPluginIds, ...asked }: SettingsOverrides) {
  return {
    effort: asked.effort ?? null,
    summary: asked.summary ?? null,
    verbosity,
    asksToReason,
    personality: asked.personality ?? null,
    collaborationMode: asked.collaborationMode ?? null,
    disabledPluginIds,
    baseInstructions: asked.baseInstructions ?? null,
    developerInstructions: asked.developerInstructions ?? null,
  };
}

/** The settings in a tree that complaintAbout() has passed. */
export function settingsIn(config: Tree): SettingsOverrides {
  // The schema has seen these words; the cast only names them.
  return given({
    model: config.model,
    modelProvider: config.model_provider,
    serviceTier: config.service_tier,
    approvalPolicy: policyIn(config.approval_policy),
    approvalsReviewer: config.approvals_reviewer,
    ...sandboxIn(config),
    effort: config.model_reasoning_effort,
    summary: config.model_reasoning_summary,
    verbosity: config.model_verbosity,
    asksToReason: config.model_supports_reasoning_summaries === true ? true : undefined,
    personality: config.personality,
    developerInstructions: config.developer_instructions,
  }) as SettingsOverrides;
}

/** Written as a word, or as a table of one entry. */
function policyIn(written: unknown): unknown {
  if (!isTree(written)) return written;
  // The schema has seen it.
  return 'granular' in written ? wholePolicy(written as AskForApproval) : Object.keys(written)[0];
}

/** A profile beats a mode. */
function sandboxIn({ default_permissions: profile, sandbox_mode: mode }: Tree): SettingsOverrides {
  if (typeof profile === 'string') return { profileNamed: profile };
  return typeof mode === 'string' ? { sandboxPolicy: policyOf(mode), profileNamed: null } : {};
}

/** What holds where nothing is said of sandboxes. */
export function usualPolicy(isTrusted: boolean): SandboxPolicy {
  return isTrusted ? TRUSTED_POLICY : USUAL_POLICY;
}

/** What a thread gets that asks for nothing, in a folder nobody trusts. */
export const UNTRUSTED: Required<Wishes> = {
  approvalPolicy: 'on-request',
  sandboxPolicy: usualPolicy(false),
  approvalsReviewer: 'user',
};

const TRUSTED_POLICY: SandboxPolicy = { type: 'workspaceWrite' };

/** The profile that the usual policy is known by, where the configuration says nothing of workspaces; else null. */
export function usualProfile(inForce: SandboxPolicy, config: Tree): ActivePermissionProfile | null {
  const named = (id: string): ActivePermissionProfile => ({ id, extends: null });
  if (inForce === USUAL_POLICY) return named(USUAL_PROFILE);
  const isUsual = inForce === TRUSTED_POLICY && config.sandbox_workspace_write === undefined;
  return isUsual ? named(WORKSPACE_PROFILE) : null;
}

/** Of the settings a stored thread last ran with, those that still count in a configuration with these profiles. */
export function keptSettings(
  base: SettingsOverrides | null,
  knows: (profile: string) => boolean,
  version: ConfigVersion,
): SettingsOverrides {
  const { sandboxPolicy, accessRules, permissionProfile, ...kept } = base ?? {};
  // The older version asks its configuration again.
  if (version === '0.118.0' || sandboxPolicy === undefined) return kept;
  if (typeof permissionProfile?.id === 'string')
    return knows(permissionProfile.id) ? { ...kept, profileNamed: permissionProfile.id } : kept;
  if (accessRules && rootAccess(accessRules) === 'write') {
    return { ...kept, sandboxPolicy: { type: 'dangerFullAccess' }, profileNamed: null };
  }
  const isKept = sandboxPolicy.type === 'readOnly' || sandboxPolicy.type === 'dangerFullAccess';
  return isKept ? { ...kept, sandboxPolicy, profileNamed: null } : kept;
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
  extraRoots: readonly string[],
): SandboxPolicy {
  if (policy.type !== 'workspaceWrite') return policy;
  const table = valueAt(config, ['sandbox_workspace_write']);
  const own: Tree = isTree(table) ? table : {};
  const roots = Array.isArray(own.writable_roots) ? own.writable_roots.map(String) : [];
  return {
    type: 'workspaceWrite',
    writableRoots: policy.writableRoots ?? [...roots, ...extraRoots],
    networkAccess: policy.networkAccess ?? own.network_access === true,
    excludeTmpdirEnvVar: policy.excludeTmpdirEnvVar ?? own.exclude_tmpdir_env_var === true,
    excludeSlashTmp: policy.excludeSlashTmp ?? own.exclude_slash_tmp === true,
  };
}

/** The folders that the configuration opens besides the working one: in 0.169.0 they are part of the workspace. */
export function placesIn(config: Tree, cwd: string): Pick<SettingsOverrides, 'environments'> {
  const roots = valueAt(config, ['sandbox_workspace_write', 'writable_roots']);
  if (!Array.isArray(roots)) return {};
  return { environments: chosenWithRoots({ cwd }, [...new Set([cwd, ...roots.map(String)])]) };
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
