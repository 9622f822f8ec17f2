// Which turn of a thread is the first unread one. Known for loaded threads only; for all others the receipt is
// left out, which the protocol reads as: not available.

import type { Agent } from '../domain/agent.js';
import type { Thread, ThreadReadState } from '../protocol/index.js';

/** Receipts by thread id, for those of `threads` that have one. */
export function readStatesOf(agent: Agent, threads: readonly Thread[]): Record<string, ThreadReadState> {
  const loaded = new Set(agent.loadedThreadIds());
  const states: Record<string, ThreadReadState> = {};
  for (const { id } of threads) {
    const state = loaded.has(id) ? agent.liveThread(id).readState : null;
    if (state === null) continue;
    const { firstUnreadTurnId: turnId, revision } = state;
    states[id] = { firstUnread: { type: 'turn', turnId }, revision };
  }
  return states;
}
