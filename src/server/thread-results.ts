// What thread/start, thread/resume and thread/fork answer, in the newest shape.

import type { LiveThread } from '../domain/agent.js';
import { chosenBy } from '../domain/environments/environment.js';
import type { ThreadSettings } from '../domain/settings.js';
import type { Page } from '../domain/thread/page.js';
import type { NewestCursors } from '../domain/thread/turn-pages.js';
import type { CollaborationMode, ResultOf, Thread, Turn } from '../protocol/index.js';

/** The answer to thread/start and thread/fork: the thread and what it runs with. */
export function threadResult(
  thread: Thread,
  { settings, serviceTier }: Pick<LiveThread, 'settings' | 'serviceTier'>,
): ResultOf<'thread/start'> {
  return {
    thread,
    model: settings.model,
    modelProvider: settings.modelProvider,
    serviceTier,
    disabledPluginIds: [...(settings.disabledPluginIds ?? [])],
    cwd: settings.cwd,
    runtimeWorkspaceRoots: [...(chosenBy(settings)[0]?.runtimeWorkspaceRoots ?? [])],
    instructionSources: [...(settings.projectInstructions?.sources ?? [])],
    approvalPolicy: settings.approvalPolicy,
    approvalsReviewer: settings.approvalsReviewer,
    sandbox: settings.sandboxPolicy,
    activePermissionProfile: settings.permissionProfile,
    reasoningEffort: settings.effort,
    multiAgentMode: 'explicitRequestOnly',
  };
}

/** The answer to thread/resume; `cursors` say where pages of its history begin, `page` is the first that was asked for. */
export function resumeResult(
  thread: Thread,
  live: Pick<LiveThread, 'settings' | 'serviceTier'>,
  { cursors, page }: { readonly cursors: NewestCursors; readonly page: Page<Turn> | null },
): ResultOf<'thread/resume'> {
  return {
    ...threadResult(thread, live),
    collaborationMode: live.settings.collaborationMode ?? defaultMode(live.settings),
    initialTurnsPage: page,
    ...cursors,
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
