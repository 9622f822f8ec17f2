import { textInput } from '../../bench.js';
import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { HELD, heldTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'threads/queue-start',
  requires: 'After an interrupt the queue waits until it is started.',
  source: 'app-server H; measured',
  profiles: ['0.169.0'],
  covers: ['thread/queue/start'],
  script: HELD,
  async run(bench) {
    const { line, threadId, turnId } = await heldTurn(bench);
    await line.call('thread/queue/add', { threadId, input: [textInput('q')], clientUserMessageId: 'q' });
    await line.call('turn/interrupt', { threadId, turnId });
    await line.hears('turn/completed', { threadId, turn: { id: turnId, status: 'interrupted' } });
    await line.answers('thread/queue/list', { threadId }, { data: is.lengthOf(1) });
    await line.answers('thread/queue/start', { threadId }, { turn: { id: is.uuid } });
    await line.hears('turn/completed', { threadId, turn: { status: 'completed' } });
    await line.answersInTime('thread/queue/list', { threadId }, { data: [] });
  },
});
