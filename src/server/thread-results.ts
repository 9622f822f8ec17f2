// What thread/start, thread/resume and thread/fork answer, in the newest shape.

import type { ThreadSettings } from '../domain/settings.js';
import type { Page } from '../domain/thread/page.js';
import type { NewestCursors } from '../domain/thread/turn-pages.js';
import type {
  ActivePermissionProfile,
  CollaborationMode,
  ResultOf,
  SandboxMode,
  Thread,
  Turn,
} from '../protocol/index.js';

/** The answer to thread/start and thread/fork: the thread and what it runs with. */
export function threadResult(
  thread: Thread,
  settings: ThreadSettings,
  asked: { readonly sandbox?: SandboxMode | null },
): ResultOf<'thread/start'> {
  return {
    thread,
    model: settings.model,
    modelProvider: settings.modelProvider,
    serviceTier: settings.serviceTier,
    disabledPluginIds: [],
    cwd: settings.cwd,
    runtimeWorkspaceRoots: [settings.cwd],
    instructionSources: [...(settings.projectInstructions?.sources ?? [])],
    approvalPolicy: settings.approvalPolicy,
    approvalsReviewer: settings.approvalsReviewer,
    sandbox: settings.sandboxPolicy,
    activePermissionProfile: profileOf(settings, asked.sandbox),
    reasoningEffort: settings.effort,
    multiAgentMode: 'explicitRequestOnly',
  };
}

/** The answer to thread/resume; `cursors` say where pages of its history begin, `page` is the first that was asked for. */
export function resumeResult(
  thread: Thread,
  settings: ThreadSettings,
  asked: {
    readonly sandbox?: SandboxMode | null;
    readonly cursors: NewestCursors;
    readonly page: Page<Turn> | null;
  },
): ResultOf<'thread/resume'> {
  return {
    ...threadResult(thread, settings, asked),
    collaborationMode: settings.collaborationMode ?? defaultMode(settings),
    initialTurnsPage: asked.page,
    ...asked.cursors,
  };
}

function defaultMode(settings: ThreadSettings): CollaborationMode {
  return {
    mode: 'default',
    settings: {
      model: settings.model,
      reasoning_effort: settings.effort,
      developer_instructions: null,
    },
  };
}

/** The built-in profile that the default sandbox is; null when the sandbox was chosen by mode. */
function profileOf(
  { sandboxPolicy }: ThreadSettings,
  asked: SandboxMode | null | undefined,
): ActivePermissionProfile | null {
  return asked == null && sandboxPolicy.type === 'readOnly' ? { id: ':read-only', extends: null } : null;
}
