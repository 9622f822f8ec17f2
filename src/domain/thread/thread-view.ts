// A thread as clients see it, in the newest shape, from what is known of it: live or stored.

import type { Thread, ThreadStatus, Turn } from '../../protocol/index.js';
import { spawnedBy } from '../agents/agent-source.js';
import type { Behaviour } from '../behaviour.js';
import { shownEnvironments } from '../environments/environment.js';
import type { ReadNotes } from '../facts/thread-notes.js';
import type { StoredThread } from '../ports.js';
import type { ThreadMeta } from '../records.js';
import type { ThreadSettings } from '../settings.js';

export interface ThreadFacts {
  meta: ThreadMeta;
  /** Null for a thread that is not kept. */
  path: string | null;
  name: string | null;
  preview: string;
  /** Unix milliseconds. */
  updatedAt: number;
  status: ThreadStatus;
  /** Of a loaded thread; null otherwise. */
  settings: ThreadSettings | null;
  model: string | null;
  effort: ThreadSettings['effort'];
  turns: Turn[];
  readNotes: ReadNotes;
  /** Whether clients may give it input themselves. */
  takesInput: boolean;
}

/** Agents in teams hear from their team alone. */
export function takesDirectInput({ source }: ThreadMeta, { agentsAreTeams }: Behaviour): boolean {
  return !(agentsAreTeams && (spawnedBy(source)?.path ?? null) !== null);
}

export function viewThread(facts: ThreadFacts): Thread {
  const { meta, settings } = facts;
  const cwd = settings?.cwd ?? meta.cwd;
  const spawned = spawnedBy(meta.source);
  const notes = facts.readNotes(meta.id, meta.git);
  return {
    id: meta.id,
    environments: settings === null ? null : shownEnvironments(settings),
    extra: null,
    // Of a tree only those who are loaded know.
    sessionId: settings === null ? meta.id : (meta.sessionId ?? meta.id),
    forkedFromId: meta.forkedFromId,
    attachedToThreadId: meta.isAttached ? meta.forkedFromId : null,
    parentThreadId: spawned?.parentThreadId ?? meta.reviewOf ?? null,
    preview: facts.preview,
    ephemeral: facts.path === null,
    section: notes.section,
    sectionEnteredAt: notes.sectionEnteredAt,
    projectId: notes.projectId,
    historyMode: meta.historyMode ?? 'paginated',
    modelProvider: settings?.modelProvider ?? meta.modelProvider,
    model: settings?.model ?? facts.model,
    reasoningEffort: settings === null ? facts.effort : settings.effort,
    createdAt: inSeconds(meta.createdAt),
    updatedAt: inSeconds(facts.updatedAt),
    recencyAt: inSeconds(facts.updatedAt),
    status: facts.status,
    path: facts.path,
    cwd,
    cliVersion: meta.cliVersion,
    originator: meta.originator,
    source: meta.source,
    canAcceptDirectInput: settings === null ? null : facts.takesInput,
    threadSource: threadSource(facts),
    agentNickname: spawned?.nickname ?? null,
    agentRole: spawned?.role ?? null,
    gitInfo: notes.gitInfo,
    name: facts.name,
    daybreakEnabled: notes.daybreakEnabled,
    turns: facts.turns,
  };
}

/** A thread that is not loaded. */
export function viewStored(stored: StoredThread, readNotes: ReadNotes, turns: Turn[] = []): Thread {
  const { meta, path, name, preview, updatedAt, model = null, reasoningEffort: effort = null } = stored;
  return viewThread({
    meta,
    path,
    name,
    preview,
    updatedAt,
    status: { type: 'notLoaded' },
    settings: null,
    model,
    effort,
    turns,
    readNotes,
    takesInput: true,
  });
}

/** How lists show a thread; `loaded`: as which it is loaded, if it is. */
export function listedView(
  loaded: (threadId: string) => { snapshot(options: { turns: boolean }): Thread } | null,
  readNotes: ReadNotes,
): (stored: StoredThread) => Thread {
  return (stored) => {
    const live = loaded(stored.meta.id);
    // Lists don't tell where a thread comes from that is not loaded.
    if (live === null || stored.archived)
      return Object.assign(viewStored(stored, readNotes), { threadSource: null });
    const view = live.snapshot({ turns: false });
    // Another process may have named it since.
    return { ...view, name: stored.name ?? view.name, canAcceptDirectInput: null };
  };
}

function threadSource({ meta, settings }: ThreadFacts): Thread['threadSource'] {
  if (meta.reviewOf !== undefined) return 'guardian_review';
  if (settings === null) return null;
  return spawnedBy(meta.source) === null ? (meta.threadSource ?? null) : 'subagent';
}

function inSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}
