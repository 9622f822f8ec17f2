import { textAt } from '../../../util/peek.js';
import { textInput } from '../../bench.js';
import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { HELD, heldTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'threads/queue',
  requires:
    'Input that is queued while a turn runs can be changed, put in another order and taken away; the rest runs once the turn has ended.',
  source: 'app-server H; measured',
  profiles: ['0.169.0'],
  covers: [
    'thread/queue/add',
    'thread/queue/update',
    'thread/queue/reorder',
    'thread/queue/delete',
    'thread/queue/changed',
  ],
  script: HELD,
  async run(bench) {
    const { line, threadId, turnId } = await heldTurn(bench);
    const add = async (words: string): Promise<string> => {
      const params = { threadId, input: [textInput(words)], clientUserMessageId: words };
      const answer = await line.answers('thread/queue/add', params, {
        queuedSubmission: { id: is.filled, clientUserMessageId: words },
      });
      await line.hears('thread/queue/changed', { threadId });
      return textAt(answer, 'queuedSubmission', 'id') ?? '';
    };
    const [first, second] = [await add('first'), await add('second')];
    const input = [textInput('first, said better')];
    await line.answers(
      'thread/queue/update',
      { threadId, queuedSubmissionId: first, input },
      { queuedSubmission: { id: first } },
    );
    await line.answers('thread/queue/reorder', { threadId, queuedSubmissionIds: [second, first] }, {});
    await line.answers('thread/queue/list', { threadId }, { data: [{ id: second }, { id: first }] });
    const gone = { threadId, queuedSubmissionId: second };
    await line.answers('thread/queue/delete', gone, { deleted: true });
    await line.answers('thread/queue/delete', gone, { deleted: false });
    bench.backend.open('gate');
    await line.hears('turn/completed', { threadId, turn: { id: turnId } });
    const message = { type: 'userMessage', content: [{ text: 'first, said better' }] };
    await line.hears('item/started', { threadId, item: message });
    await line.hears('turn/completed', { threadId, turn: { id: is.not(turnId) } });
    await line.answersInTime('thread/queue/list', { threadId }, { data: [] });
  },
});
