// Settings of a turn as `turn_context` lines keep them, for both dialects. Members the real servers do not
// have (provider, tier, reviewer) are ours; they pass them over.

import { MODELS_OWN_LIMITS, type ThreadSettings } from '../../domain/settings.js';
import { chosenWithRoots, ownRoots } from '../../domain/workspace-roots.js';
import type { AskForApproval, SandboxPolicy } from '../../protocol/index.js';
import { at, textAt } from '../../util/peek.js';
import { textsOf } from './item-parts.js';
import { isJson, type Json } from './rollout-line.js';
import { appliedPermissions, filePermissions, fileProfile, profileOf } from './rollout-permissions.js';

/** What the head of the log says and a turn need not repeat. */
export interface SettingsHead {
  modelProvider: string;
  baseInstructions: string | null;
}

export function fileSettings(turnId: string, settings: ThreadSettings, head: SettingsHead): Json {
  const sameInstructions =
    settings.baseInstructions !== null && settings.baseInstructions === head.baseInstructions;
  return {
    turn_id: turnId,
    cwd: settings.cwd,
    approval_policy: settings.approvalPolicy,
    approvals_reviewer: settings.approvalsReviewer,
    sandbox_policy: filePolicy(settings.sandboxPolicy),
    ...(settings.accessRules?.denialsHold ? { permission_profile: filePermissions(settings) } : {}),
    ...fileProfile(settings),
    model: settings.model,
    ...given('personality', settings.personality),
    ...given('collaboration_mode', settings.collaborationMode),
    realtime_active: false,
    ...given('effort', settings.effort),
    summary: settings.summary ?? 'none',
    ...given('developer_instructions', settings.developerInstructions),
    ...(settings.modelProvider === head.modelProvider ? {} : { model_provider: settings.modelProvider }),
    ...given('service_tier', settings.serviceTier),
    ...given('runtime_workspace_roots', ownRoots(settings)),
    ...given('disabled_plugin_ids', settings.disabledPluginIds ?? null),
    ...(sameInstructions ? { base_instructions_of: 'session_meta' } : {}),
  };
}

/** As 0.169.0 notes a change of settings between two turns. */
export function fileAppliedSettings(settings: ThreadSettings): Json {
  return {
    model: settings.model,
    model_provider_id: settings.modelProvider,
    ...given('service_tier', settings.serviceTier),
    approval_policy: settings.approvalPolicy,
    approvals_reviewer: settings.approvalsReviewer,
    requested_approvals_reviewer: settings.requestedReviewer ?? settings.approvalsReviewer,
    permission_profile: filePermissions(settings),
    ...fileProfile(settings),
    cwd: settings.cwd,
    runtime_workspace_roots: ownRoots(settings) ?? [settings.cwd],
    ...given('reasoning_effort', settings.effort),
    ...given('reasoning_summary', settings.summary),
    ...given('personality', settings.personality),
    collaboration_mode: settings.collaborationMode ?? {
      mode: 'default',
      settings: { model: settings.model, reasoning_effort: settings.effort, developer_instructions: null },
    },
    disabled_plugin_ids: settings.disabledPluginIds ?? [],
  };
}

/** Null when the line names no model: nothing can be resumed from it. */
export function settingsOf(value: unknown, head: SettingsHead): ThreadSettings | null {
  const model = textAt(value, 'model');
  if (model === undefined || !isJson(value)) return null;
  const summary = value.summary;
  return {
    model,
    modelProvider: textAt(value, 'model_provider') ?? head.modelProvider,
    providerConfig: null,
    webSearch: null,
    serviceTier: textAt(value, 'service_tier') ?? null,
    cwd: textAt(value, 'cwd') ?? '',
    ...chosenIn(value, textAt(value, 'cwd') ?? ''),
    ...pluginsIn(value),
    approvalPolicy: approvalOf(value.approval_policy),
    approvalsReviewer: reviewerOf(value.approvals_reviewer),
    sandboxPolicy: policyOf(value.sandbox_policy),
    accessRules: null,
    permissionProfile: profileOf(value),
    // Words of either version; what a server does with an unknown one is its profile's business.
    effort: (textAt(value, 'effort') ?? null) as ThreadSettings['effort'],
    summary: summary === 'auto' || summary === 'concise' || summary === 'detailed' ? summary : null,
    personality: personalityOf(value.personality),
    // Both versions keep this object exactly as the protocol shows it.
    collaborationMode: isJson(value.collaboration_mode) ? (value.collaboration_mode as never) : null,
    baseInstructions: value.base_instructions_of === 'session_meta' ? head.baseInstructions : null,
    developerInstructions: textAt(value, 'developer_instructions') ?? null,
    // The configuration's words, not the log's.
    features: {},
    projectInstructions: null,
    contextLimits: MODELS_OWN_LIMITS,
  };
}

/** Applies what a `thread_settings_applied` event of 0.169.0 adds to the last turn context. */
export function appliedSettings(base: ThreadSettings, value: unknown): ThreadSettings {
  if (!isJson(value)) return base;
  const summary = value.reasoning_summary;
  const { environments: _places, disabledPluginIds: _plugins, ...others } = base;
  return {
    ...others,
    model: textAt(value, 'model') ?? base.model,
    modelProvider: textAt(value, 'model_provider_id') ?? base.modelProvider,
    serviceTier: textAt(value, 'service_tier') ?? null,
    cwd: textAt(value, 'cwd') ?? base.cwd,
    ...chosenIn(value, textAt(value, 'cwd') ?? base.cwd),
    ...pluginsIn(value),
    approvalPolicy:
      value.approval_policy === undefined ? base.approvalPolicy : approvalOf(value.approval_policy),
    effort: (textAt(value, 'reasoning_effort') ?? null) as ThreadSettings['effort'], // as above
    summary: summary === 'auto' || summary === 'concise' || summary === 'detailed' ? summary : base.summary,
    personality: personalityOf(value.personality) ?? base.personality,
    ...(value.permission_profile === undefined ? {} : appliedPermissions(value)),
    collaborationMode: isJson(value.collaboration_mode)
      ? (value.collaboration_mode as never) // as above
      : base.collaborationMode,
  };
}

/** The roots of the workspace, where they are not the working folder alone. */
function chosenIn(value: Json, cwd: string): Pick<ThreadSettings, 'environments'> {
  const { runtime_workspace_roots: roots } = value;
  if (!Array.isArray(roots)) return {};
  const environments = chosenWithRoots({ cwd }, textsOf(roots));
  return environments === undefined ? {} : { environments };
}

/** Those a thread does without. */
function pluginsIn({ disabled_plugin_ids: ids }: Json): Pick<ThreadSettings, 'disabledPluginIds'> {
  const named = textsOf(ids);
  return named.length === 0 ? {} : { disabledPluginIds: named };
}

function given(name: string, value: unknown): Json {
  return value === null ? {} : { [name]: value };
}

function personalityOf(value: unknown): ThreadSettings['personality'] {
  return value === 'none' || value === 'friendly' || value === 'pragmatic' ? value : null;
}

function reviewerOf(value: unknown): ThreadSettings['approvalsReviewer'] {
  return value === 'auto_review' || value === 'guardian_subagent' ? value : 'user';
}

function approvalOf(value: unknown): AskForApproval {
  if (isJson(value) && isJson(value.granular)) return { granular: value.granular as never }; // same members
  switch (value) {
    case 'untrusted':
    case 'never':
    case 'on-request':
      return value;
    default:
      // A policy of 0.118.0 that the newest protocol has no word for; that profile still shows it.
      return value === 'on-failure' ? (value as never) : 'on-request';
  }
}

function filePolicy(policy: SandboxPolicy): Json {
  switch (policy.type) {
    case 'dangerFullAccess':
      return { type: 'danger-full-access' };
    case 'readOnly':
      return { type: 'read-only', ...(policy.networkAccess ? { network_access: true } : {}) };
    case 'externalSandbox':
      return { type: 'external-sandbox', network_access: policy.networkAccess ?? 'restricted' };
    case 'workspaceWrite':
      return {
        type: 'workspace-write',
        ...(policy.writableRoots?.length ? { writable_roots: policy.writableRoots } : {}),
        network_access: policy.networkAccess ?? false,
        exclude_tmpdir_env_var: policy.excludeTmpdirEnvVar ?? false,
        exclude_slash_tmp: policy.excludeSlashTmp ?? false,
      };
  }
}

function policyOf(value: unknown): SandboxPolicy {
  const networkAccess = at(value, 'network_access') === true;
  switch (textAt(value, 'type') ?? '') {
    case 'danger-full-access':
      return { type: 'dangerFullAccess' };
    case 'external-sandbox':
      return {
        type: 'externalSandbox',
        networkAccess: at(value, 'network_access') === 'enabled' ? 'enabled' : 'restricted',
      };
    case 'workspace-write':
      return {
        type: 'workspaceWrite',
        writableRoots: textsOf(at(value, 'writable_roots')),
        networkAccess,
        excludeTmpdirEnvVar: at(value, 'exclude_tmpdir_env_var') === true,
        excludeSlashTmp: at(value, 'exclude_slash_tmp') === true,
      };
    default:
      return { type: 'readOnly', networkAccess };
  }
}
