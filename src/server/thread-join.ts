// What surrounds the answer to a joiner: the notice before full turns, and after the answer the usage so far, the goal
// and the questions that are still open.

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
  if (profile.quirks.usageFollowsJoin) tellUsage(agent, thread, context);
  for (const { requestId, method, params } of agent.pending.resend(context.connection, thread.id)) {
    context.ask({ id: requestId, method, params });
  }
}

function tellUsage(agent: Agent, thread: LiveThread, context: RequestContext): void {
  const { id: threadId, tokenUsage } = thread;
  if (tokenUsage !== null) {
    const { turnId, usage } = tokenUsage;
    context.notify({
      method: 'thread/tokenUsage/updated',
      params: { threadId, turnId, tokenUsage: usage },
    });
  }
  if (context.method === 'thread/resume') tellGoal(agent, threadId, context);
}

/** After a resume the real server tells everyone; we tell the joiner. Then the thread goes on with its goal. */
function tellGoal({ goals }: Agent, threadId: string, context: RequestContext): void {
  const goal = goals.of(threadId);
  if (goal === null) context.notify({ method: 'thread/goal/cleared', params: { threadId } });
  else context.notify({ method: 'thread/goal/updated', params: { threadId, turnId: null, goal } });
  goals.pursue(threadId);
}
