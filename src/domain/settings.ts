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
  serviceTier: string | null;
  cwd: string;
  approvalPolicy: AskForApproval;
  approvalsReviewer: ApprovalsReviewer;
  sandboxPolicy: SandboxPolicy;
  effort: ReasoningEffort | null;
  summary: ReasoningSummary | null;
  personality: Personality | null;
  collaborationMode: CollaborationMode | null;
  baseInstructions: string | null;
  developerInstructions: string | null;
}

/** What a caller may override at thread/start, resume, fork or turn/start; absent means keep. */
export type SettingsOverrides = Partial<ThreadSettings>;
