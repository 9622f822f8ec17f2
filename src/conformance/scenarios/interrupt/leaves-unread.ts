import { expectOrder } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'interrupt/leaves-unread',
  requires:
    'A turn that is interrupted after a finished message leaves the thread unread; its unfinished one is lost.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['turn/interrupt', 'thread/readState/changed'],
  script: {
    replies: [
      { parts: [{ text: 'Whole.' }, { text: { chunks: ['begun', { hold: 'gate' }, 'never said'] } }] },
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const turnId = await bench.startTurn(line, threadId);
    await line.hears('item/agentMessage/delta', { threadId, delta: 'begun' });
    const since = line.mark();
    await line.answers('turn/interrupt', { threadId, turnId }, {});
    await line.hears('turn/completed', { threadId, turn: { id: turnId, status: 'interrupted' } }, since);
    await line.hears(
      'thread/readState/changed',
      { threadId, readState: { firstUnread: { type: 'turn', turnId } } },
      since,
    );
    expectOrder('the end', line.labels(since), [
      'thread/readState/changed',
      'thread/status/changed idle',
      'turn/completed interrupted',
    ]);
    await line.answers(
      'thread/read',
      { threadId, includeTurns: true },
      { thread: { turns: [{ items: [{ type: 'userMessage' }, { type: 'agentMessage', text: 'Whole.' }] }] } },
    );
  },
});
