// What a thread runs with: the values a turn may override and later turns keep.
import type {
  ApprovalsReviewer,
  AskForApproval,
  CollaborationMode,
  Personality,
  ReasoningEffort,
  ReasoningSummary,
  SandboxPolicy,
} from '../protocol/index.js';

/** Settled settings of a thread; nothing is left to defaults. `cwd` is absolute. */
export interface ThreadSettings {
  model: string;
  modelProvider: string;
  /** What the configuration said of its provider when the thread was loaded; null: that it says now. */
  providerConfig: Readonly<Record<string, unknown>> | null;
  serviceTier: string | null;
  cwd: string;
  approvalPolicy: AskForApproval;
  approvalsReviewer: ApprovalsReviewer;
  sandboxPolicy: SandboxPolicy;
  /** The permission profile that the policy comes from; null: it was named as such. */
  permissionProfile: string | null;
  effort: ReasoningEffort | null;
  summary: ReasoningSummary | null;
  personality: Personality | null;
  collaborationMode: CollaborationMode | null;
  baseInstructions: string | null;
  developerInstructions: string | null;
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
}

/** How the provider's own search of the web is offered. */
export interface WebSearch {
  /** Whether pages are fetched as they are now. */
  readonly mode: 'cached' | 'live';
  /** The same while commands run without a sandbox. */
  readonly modeAtFullAccess: 'cached' | 'live';
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
export type SettingsOverrides = Partial<ThreadSettings>;

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
  const next = { ...settings, ...overrides };
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
