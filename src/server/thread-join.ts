// What surrounds the answer to a joiner: the notice before full turns, and after the answer the usage so far and
// the questions that are still open.

import { basename, dirname } from 'node:path';
import type { Agent, LiveThread } from '../domain/agent.js';
import type { Profile } from '../protocol/index.js';
import type { RequestContext } from './room.js';

/** Whether there is a thread with turns to ask for: an archived one is refused, and no notice precedes a refusal. */
export async function canBeShown(agent: Agent, threadId: string): Promise<boolean> {
  try {
    const { path } = await agent.readThread(threadId, { turns: false });
    return path === null || basename(dirname(path)) !== 'archived_sessions';
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

/** Brings a connection that has just joined `thread` up to date. */
export function followJoin(
  { agent, profile }: { agent: Agent; profile: Profile },
  thread: LiveThread,
  context: RequestContext,
): void {
  if (profile.quirks.usageFollowsJoin) tellUsage(thread, context);
  for (const { requestId, method, params } of agent.pending.resend(context.connection, thread.id)) {
    context.ask({ id: requestId, method, params });
  }
}

function tellUsage(thread: LiveThread, context: RequestContext): void {
  const { id: threadId, tokenUsage } = thread;
  if (tokenUsage !== null) {
    const { turnId, usage } = tokenUsage;
    context.notify({
      method: 'thread/tokenUsage/updated',
      params: { threadId, turnId, tokenUsage: usage },
    });
  }
  // A thread has no goal here; after a resume the real server says so to everyone, we tell the joiner.
  if (context.method === 'thread/resume') {
    context.notify({ method: 'thread/goal/cleared', params: { threadId } });
  }
}
