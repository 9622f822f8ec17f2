// What a thread runs with: the values a turn may override and later turns keep.
import type {
  ActivePermissionProfile,
  ApprovalsReviewer,
  AskForApproval,
  CollaborationMode,
  Personality,
  ReasoningEffort,
  ReasoningSummary,
  SandboxPolicy,
} from '../protocol/index.js';
import { type AccessRules, allBut, denials, rulesOf, withDenials } from './access-rules.js';
import type { AgentSettings } from './agents/team-limits.js';
import { type ChosenEnvironment, chosenByDefault } from './environments/environment.js';
import type { HostRules } from './network/network-limits.js';
import { shownPolicy } from './shown-policy.js';
import { chosenWithRoots, inRoots, rootsAt, sharedRoots } from './workspace-roots.js';

/** What commands and patches may touch. */
export interface Confines {
  /** Where there are rules, the nearest thing to them that clients can be shown. */
  sandboxPolicy: SandboxPolicy;
  /** What counts instead of the policy; null: the policy does. */
  accessRules: AccessRules | null;
  /** The permission profile that both come from; null: the policy was named as such. */
  permissionProfile: ActivePermissionProfile | null;
}

/** Whether this program leaves commands as they are. */
export function isUnconfined({
  sandboxPolicy,
  accessRules,
}: Pick<Confines, 'sandboxPolicy' | 'accessRules'>): boolean {
  return accessRules === null && ['dangerFullAccess', 'externalSandbox'].includes(sandboxPolicy.type);
}

/** Settled settings of a thread; nothing is left to defaults. `cwd` is absolute. */
export interface ThreadSettings extends Confines {
  model: string;
  modelProvider: string;
  /** What the configuration said of its provider when the thread was loaded; null: that it says now. */
  providerConfig: Readonly<Record<string, unknown>> | null;
  serviceTier: string | null;
  cwd: string;
  /** Plug-ins it does without, by their keys, as its client named them; absent: none. */
  disabledPluginIds?: readonly string[] | undefined;
  /** Where its commands run, the most important place first; absent: on this machine alone, in `cwd`. */
  environments?: readonly ChosenEnvironment[] | undefined;
  /** What its commands and patches might touch were it not for the roots of its workspace; absent: the same. */
  unplaced?: Confines | undefined;
  approvalPolicy: AskForApproval;
  approvalsReviewer: ApprovalsReviewer;
  /** Who was asked for to review, where an administrator may want another for some models; absent: the same. */
  requestedReviewer?: ApprovalsReviewer | undefined;
  effort: ReasoningEffort | null;
  summary: ReasoningSummary | null;
  /** How wordy the model is to be; absent: as usual. */
  verbosity?: 'low' | 'medium' | 'high' | undefined;
  /** Models that nobody knows are to be asked to reason as well; absent: as usual. */
  asksToReason?: true | undefined;
  personality: Personality | null;
  collaborationMode: CollaborationMode | null;
  baseInstructions: string | null;
  developerInstructions: string | null;
  /** What an administrator tells every model besides; absent: nothing. */
  managedInstructions?: string | undefined;
  /** Which hosts an administrator allows and denies, as the model is told; absent: nothing is told. */
  managedHosts?: HostRules | undefined;
  /** What a model is asked for a summary with; absent: as usual. */
  compactPrompt?: string | undefined;
  /** The model that reviews; absent: the thread's. */
  reviewModel?: string | undefined;
  /** Whether its commands may run in login shells; absent: yes. */
  loginShells?: boolean | undefined;
  /** How much of one output its model reads, in tokens; absent: as much as the model takes. */
  outputTokenLimit?: number | undefined;
  /** How long a model may wait for news of a command in one call, in milliseconds; absent: as long as usual. */
  longestWaitMs?: number | undefined;
  /** Who a commit of the model names beside its author; absent: nobody. */
  commitAuthor?: string | undefined;
  /** Of what the model is usually told, what it is not; absent: nothing. */
  leftOut?: readonly UsualText[] | undefined;
  /** Of the switches in the configuration's `features`, those that are set. */
  features: Readonly<Record<string, boolean>>;
  /** Of the working folder, as they were when the thread was loaded; null: there are none. */
  projectInstructions: ProjectInstructions | null;
  contextLimits: ContextLimits;
  /** The provider's own search of the web; null: it is not offered. */
  webSearch: WebSearch | null;
  /** Absent where the model is not told the time. */
  clock?: ClockSettings | undefined;
  /** How long a thread that nobody watches and that has nothing to do stays loaded; absent: as long as usual. */
  unloadDelaySeconds?: number | undefined;
  /** What it may have of sub-agents; absent: as usual. */
  agents?: AgentSettings | undefined;
  /** What a reviewer of its approvals goes by; absent: by what it always does. */
  reviewRules?: ReviewRules | undefined;
}

/** Texts that a model gets of its surroundings unless the configuration leaves them out. */
export type UsualText = 'permissions' | 'environment';

/** Null: nothing is said. */
export interface ReviewRules {
  /** In place of what a reviewer usually goes by. */
  readonly policy: string | null;
  /** Besides. */
  readonly extra: string | null;
}

/** How the provider's own search of the web is offered. */
export interface WebSearch {
  /** Whether pages are fetched as they are now, those of an index alone, or those that were kept. */
  readonly mode: 'cached' | 'indexed' | 'live';
  /** The same while commands run without a sandbox. */
  readonly modeAtFullAccess: 'cached' | 'indexed' | 'live';
  /** Further members of the offer. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** How the model is told the time. */
export interface ClockSettings {
  /** `external`: the client is asked. */
  readonly source: 'system' | 'external';
  /** How many seconds apart it is told at least. */
  readonly intervalSeconds: number;
}

/** What AGENTS.md files say. */
export interface ProjectInstructions {
  readonly text: string;
  /** The working folder, where its project says something; null: only the user does. */
  readonly folder: string | null;
  /** The files it comes from. */
  readonly sources: readonly string[];
}

/** What the configuration says of the room a conversation has, in tokens; null: what is known of the model counts. */
export interface ContextLimits {
  readonly window: number | null;
  readonly compactAt: number | null;
}

export const MODELS_OWN_LIMITS: ContextLimits = { window: null, compactAt: null };

/** What a caller may override at thread/start, resume, fork or turn/start; absent means keep. */
export type SettingsOverrides = Partial<ThreadSettings> & {
  /** The name of a permission profile that is to count instead of a policy; null: none is. */
  profileNamed?: string | null;
  /** The folders of its workspace, wherever it works. */
  workspaceRoots?: readonly string[] | undefined;
  /** It leaves where it had chosen to work for all there is: this machine and these environments. */
  added?: readonly string[];
};

/** Turns overrides and configuration into settings that leave nothing to defaults. */
export interface SettingsResolver {
  /**
   * `base` is what a stored thread last ran with, null for a new one; `config` holds dotted overrides of this
   * thread alone. Precedence: overrides, config, base, configuration, built-in defaults.
   * @throws DomainError `configInvalid`
   */
  resolve(input: {
    overrides: SettingsOverrides;
    config: Readonly<Record<string, unknown>> | null;
    base: SettingsOverrides | null;
  }): Promise<ThreadSettings>;
  /** What AGENTS.md files tell an agent in `cwd`, as they are now; null: nothing, or nobody can say. */
  instructions(cwd: string, config: Readonly<Record<string, unknown>> | null): ProjectInstructions | null;
}

/**
 * The settings after a caller's overrides. A collaboration mode brings its own model and effort, before those the
 * caller names; later changes of the two are kept in the mode as well.
 */
export function withOverrides(settings: ThreadSettings, overrides: SettingsOverrides): ThreadSettings {
  const { profileNamed: _named, workspaceRoots, added, ...changes } = overrides;
  const before = { ...settings, ...settings.unplaced };
  const moved = { ...before, ...changes };
  if (added !== undefined) moved.environments = chosenByDefault(moved.cwd, added);
  const staysOpen =
    changes.environments === undefined && moved.cwd !== before.cwd && sharedRoots(before) !== null;
  const roots = workspaceRoots ?? (staysOpen ? rootsAt(moved.cwd, before) : null);
  const placed = roots === null ? moved : { ...moved, environments: chosenWithRoots(moved, roots) };
  const next = inRoots(confined(before, placed));
  const mode = next.collaborationMode;
  if (mode === null) return next;
  const isNewMode = overrides.collaborationMode !== undefined;
  const model = isNewMode ? mode.settings.model : next.model;
  const effort = isNewMode ? (mode.settings.reasoning_effort ?? null) : next.effort;
  return {
    ...next,
    model,
    effort,
    collaborationMode: { ...mode, settings: { ...mode.settings, model, reasoning_effort: effort } },
  };
}

/** What was denied stays denied under another policy, except one that hands everything over by its own name. */
function confined(before: Confines & { cwd: string }, next: ThreadSettings): ThreadSettings {
  const isSame = next.sandboxPolicy === before.sandboxPolicy && next.accessRules === before.accessRules;
  const { accessRules } = isSame ? next : { accessRules: withKept(before.accessRules, next) };
  const isShown = accessRules === next.accessRules && next.cwd === before.cwd;
  if (accessRules === null || !accessRules.denialsHold || isShown) return { ...next, accessRules };
  return {
    ...next,
    accessRules,
    sandboxPolicy: shownPolicy(accessRules, { cwd: next.cwd, tmpdir: undefined }),
  };
}

/** The rules of what comes next with all that `before` denies. */
export function withKept(before: AccessRules | null, next: Confines): AccessRules | null {
  const kept = before?.denialsHold ? denials(before) : [];
  if (before === null || kept.length === 0) return next.accessRules;
  if (next.accessRules !== null) return withDenials(next.accessRules, kept);
  switch (next.sandboxPolicy.type) {
    case 'readOnly':
    case 'workspaceWrite':
      return withDenials(rulesOf(next.sandboxPolicy), kept);
    case 'dangerFullAccess':
      return next.permissionProfile === null ? null : allBut(before);
    case 'externalSandbox':
      return null;
  }
}
