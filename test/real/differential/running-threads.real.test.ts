// What is asked of a thread while its turn runs. Ours beside the real 0.169.0.
import { expect, it } from 'vitest';
import { at, textAt } from '../../../src/util/peek.js';
import { handshake, startThread, textInput, transcript } from '../support/compare.js';

it('takes no approved plan, and does not tell a fork when the turn ended', async () => {
  const play = async (side: 'ours' | 'real'): Promise<unknown> => {
    const said: unknown[] = [];
    await transcript(side, '0.169.0', {
      name: 'a turn that runs',
      script: { replies: [{ text: 'Slow.', startDelayMs: 60_000 }] },
      async play(target) {
        await handshake(target);
        const threadId = await startThread(target);
        await target.request('turn/start', { threadId, input: textInput('hello') });
        await target.waitFor('the input', ({ method }) => method === 'item/completed');
        for (const markdown of [' ', '# Plan']) {
          const { error } = await target.request('thread/prepareApprovedPlan', { threadId, markdown });
          said.push(error);
        }
        const { result } = await target.request('thread/fork', { threadId });
        const fork = textAt(result, 'thread', 'id');
        const read = await target.request('thread/read', { threadId: fork, includeTurns: true });
        const listed = await target.request('thread/turns/list', { threadId: fork });
        for (const turn of [
          at(result, 'thread', 'turns', 0),
          at(read.result, 'thread', 'turns', 0),
          at(listed.result, 'data', 0),
        ])
          said.push(at(turn, 'status'), at(turn, 'completedAt'), at(turn, 'durationMs'));
      },
    });
    return said;
  };
  const [ours, real] = [await play('ours'), await play('real')];
  expect(ours).toEqual(real);
  expect(JSON.stringify(ours)).toContain('already has an active turn');
}, 60_000);
