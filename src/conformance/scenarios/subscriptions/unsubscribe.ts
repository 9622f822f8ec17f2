import { expectOrder } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'subscriptions/unsubscribe',
  requires: 'The last unsubscribe unloads the thread in 0.118.0 and leaves it loaded in 0.169.0.',
  source: 'oracle 3',
  covers: ['thread/unsubscribe'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    await line.answers('thread/unsubscribe', { threadId }, { status: 'unsubscribed' });
    if (bench.isOld) {
      await line.hears('thread/closed', { threadId });
      expectOrder('the end', line.labels(), [
        'thread/status/changed active',
        'thread/status/changed idle',
        'thread/status/changed notLoaded',
        'thread/closed',
      ]);
      await line.answers('thread/unsubscribe', { threadId }, { status: 'notLoaded' });
    } else {
      await line.answers('thread/unsubscribe', { threadId }, { status: 'notSubscribed' });
      await line.answers('thread/loaded/list', {}, { data: [threadId] });
    }
  },
});
