// A turn in which the model calls what it is told to, and the turns of the agents that come of it. The agents hold
// still at the gate `agents` until the turn that started them is over.
import type { Backend } from '../../../src/backend/index.js';
import { textInput } from './compare.js';
import type { Frame, Target } from './target.js';

export const isEnd = (frame: Frame): boolean => frame.method === 'turn/completed';
export const says = (frame: Frame, text: string): boolean => JSON.stringify(frame).includes(text);

/** Resolves when the turn and as many turns of agents have ended. */
export async function callAgents(
  { backend, target, threadId }: { backend: Backend; target: Target; threadId: string },
  calls: unknown,
  agentTurns: number,
): Promise<void> {
  const from = target.frames.length;
  // Also what an earlier turn without an agent's turn has opened.
  backend.shut('agents');
  await target.request('turn/start', { threadId, input: textInput(JSON.stringify(calls)) });
  await target.waitFor('the end', (frame) => isEnd(frame) && says(frame, threadId), from);
  backend.open('agents');
  let ends = 0;
  const isLast = (frame: Frame): boolean => isEnd(frame) && ++ends === agentTurns + 1;
  await target.waitFor('the ends', isLast, from);
}
