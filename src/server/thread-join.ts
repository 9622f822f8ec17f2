// What surrounds the answer to a joiner: the notice before full turns, and after the answer the usage so far, the goal
// and the questions that are still open.

import { basename, dirname } from 'node:path';
import type { Agent, LiveThread } from '../domain/agent.js';
import type { Profile, Thread } from '../protocol/index.js';
import type { RequestContext } from './room.js';

/**
 * Whether there is a thread with turns in pages to ask for: an archived one is refused, and no notice precedes a
 * refusal; a legacy one has no better way.
 */
export async function canBeShown(agent: Agent, threadId: string): Promise<boolean> {
  try {
    const shown = await agent.readThread(threadId, { turns: false });
    return shown.historyMode !== 'legacy' && !liesInArchive(shown);
  } catch {
    return false;
  }
}

/** The same of a thread that is named by the path of its log, where there is one; a loaded one has its own. */
export async function canBeShownAt(agent: Agent, threadId: string, path: string | null): Promise<boolean> {
  if (path === null) return canBeShown(agent, threadId);
  try {
    const shown = agent.loadedThreadIds().includes(threadId)
      ? await agent.readThread(threadId, { turns: false })
      : (await agent.storedThread({ path }))?.thread;
    return shown?.path === path && shown.historyMode !== 'legacy' && !liesInArchive(shown);
  } catch {
    return false;
  }
}

/** Whether there is such a thread, put aside. */
export async function isArchived(agent: Agent, threadId: string): Promise<boolean> {
  const stored = await agent.storedThread({ threadId });
  return stored !== null && liesInArchive(stored.thread);
}

function liesInArchive({ path }: Thread): boolean {
  return path !== null && basename(dirname(path)) === 'archived_sessions';
}

/** Whether the thread is loaded and nothing of it is kept yet. */
export function isUnwritten(agent: Agent, threadId: string): boolean {
  try {
    return !agent.liveThread(threadId).isMaterialized;
  } catch {
    return false;
  }
}

/** Says that asking for all turns at once has a successor, in versions that say so. */
export function announceFullTurns(profile: Profile, context: RequestContext): void {
  if (!profile.quirks.fullTurnsDeprecationNotice) return;
  const flag = context.method === 'thread/read' ? 'leave out includeTurns' : 'pass excludeTurns: true';
  context.notify({
    method: 'deprecationNotice',
    params: { summary: `Asking for all turns at once is deprecated; ${flag}.`, details: null },
  });
}

/** Brings a connection that has just joined `thread` up to date. @param turns whether it was given the turns */
export function followJoin(
  { agent, profile, turns }: { agent: Agent; profile: Profile; turns: boolean },
  thread: LiveThread,
  context: RequestContext,
): void {
  if (profile.quirks.usageFollowsJoin) {
    if (turns) tellUsage(thread, context);
    if (context.method === 'thread/resume') tellGoal(agent, thread.id, context);
  }
  for (const { requestId, method, params } of agent.pending.resend(context.connection, thread.id)) {
    context.ask({ id: requestId, method, params });
  }
}

function tellUsage({ id: threadId, tokenUsage }: LiveThread, context: RequestContext): void {
  if (tokenUsage === null) return;
  const { turnId, usage } = tokenUsage;
  context.notify({ method: 'thread/tokenUsage/updated', params: { threadId, turnId, tokenUsage: usage } });
}

/** After a resume the real server tells everyone; we tell the joiner. Then the thread goes on with its goal. */
function tellGoal({ goals }: Agent, threadId: string, context: RequestContext): void {
  const goal = goals.of(threadId);
  if (goal === null) context.notify({ method: 'thread/goal/cleared', params: { threadId } });
  else context.notify({ method: 'thread/goal/updated', params: { threadId, turnId: null, goal } });
  goals.pursue(threadId);
}
