// Calls of the agent with everything left at its default.

import type { ForkThread, LiveThread, ResumeThread } from '../../src/domain/agent.js';
import { answer } from './scripted-model.js';
import { say, type TestAgent, testAgent } from './test-agent.js';

/** An id no thread has. */
export const UNKNOWN = '00000000-0000-7000-8000-000000000000';

export function resume(threadId: string, more: Partial<ResumeThread> = {}): ResumeThread {
  return { threadId, path: null, history: null, overrides: {}, config: null, originator: 'test', ...more };
}

export function fork(threadId: string, more: Partial<ForkThread> = {}): ForkThread {
  return {
    ...resume(threadId),
    lastTurnId: null,
    beforeTurnId: null,
    ephemeral: false,
    ...more,
  };
}

/** Runs one turn to its end. */
export async function converse(
  { model, settled }: TestAgent,
  live: LiveThread,
  words: string,
  reply: string,
): Promise<string> {
  const { turn, begin } = live.startTurn(say(words));
  begin();
  await settled();
  model.last.send(...answer(`msg_${reply}`, reply));
  await settled();
  return turn.id;
}

/** A second process over the same store. */
export function restarted(bench: TestAgent): TestAgent {
  for (const thread of bench.store.threads.values()) thread.isOpen = false;
  return testAgent({ store: bench.store, deps: { facts: bench.facts } });
}
