// Which turn of a thread is the first unread one: of every thread that is kept.

import type { Agent } from '../domain/agent.js';
import type { Thread, ThreadReadState } from '../protocol/index.js';

/** Receipts by thread id, for those of `threads` that have one. */
export function readStatesOf(agent: Agent, threads: readonly Thread[]): Record<string, ThreadReadState> {
  const states: Record<string, ThreadReadState> = {};
  for (const thread of threads) {
    const state = agent.readStateOf(thread.id);
    if (state !== null) states[thread.id] = state;
  }
  return states;
}
