import { textInput } from '../../bench.js';
import { scenario } from '../../scenario.js';
import { heldTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'threads/queue-after-failure',
  requires: 'A turn that fails does not keep the queue from going on.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['thread/queue/add'],
  script: {
    replies: [
      {
        parts: [
          { text: { chunks: ['a', { hold: 'gate' }] } },
          { failed: { code: 'invalid_prompt', message: 'no' } },
        ],
      },
      'after',
    ],
  },
  async run(bench) {
    const { line, threadId, turnId } = await heldTurn(bench);
    await line.call('thread/queue/add', { threadId, input: [textInput('q')], clientUserMessageId: 'q' });
    bench.backend.open('gate');
    await line.hears('turn/completed', { threadId, turn: { id: turnId, status: 'failed' } });
    await line.hears('turn/completed', { threadId, turn: { status: 'completed' } });
    await line.answersInTime('thread/queue/list', { threadId }, { data: [] });
  },
});
