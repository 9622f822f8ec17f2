// How far a member of a team is, from what its thread has done. Pure.

import type { Turn } from '../../protocol/index.js';
import type { LiveThreadImpl } from '../thread/live-thread.js';
import type { AgentStatus } from './agent-status.js';

/** Of what an agent did before it was loaded only an interruption is still told. */
export function statusOnLoad({ isRunning, core }: Pick<LiveThreadImpl, 'isRunning' | 'core'>): AgentStatus {
  if (isRunning) return { type: 'running' };
  const wasStopped = core.history.turns().at(-1)?.status === 'interrupted';
  return { type: wasStopped ? 'interrupted' : 'pendingInit' };
}

export function statusAfter({ status, error }: Turn, lastText: string | null): AgentStatus {
  if (status === 'interrupted') return { type: 'interrupted' };
  return status === 'failed'
    ? { type: 'errored', message: error?.message ?? null }
    : { type: 'completed', message: lastText };
}
