import { expectOrder } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'subscriptions/idle-thread-unloads',
  requires:
    'A thread that nobody watches and that has nothing to do is unloaded after its delay, and everyone is told; a watched one stays.',
  source: 'app-server D.7; measured',
  profiles: ['0.169.0'],
  on: ['websocket'],
  covers: ['thread/closed', 'thread/unsubscribe', 'thread/loaded/list'],
  // A minute unless the configuration says otherwise.
  config: 'thread_unload_delay_secs = 1',
  script: { replies: ['hi', 'hi'] },
  async run(bench) {
    const line = await bench.connect();
    const other = await bench.connect();
    const watched = await bench.startThread(line);
    await bench.turn(line, watched);
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    await other.hears('thread/status/changed', { threadId, status: { type: 'idle' } });
    const since = other.mark();
    await line.answers('thread/unsubscribe', { threadId }, { status: 'unsubscribed' });
    await line.answers('thread/unsubscribe', { threadId }, { status: 'notSubscribed' });
    await line.hears('thread/closed', { threadId });
    await other.hears('thread/closed', { threadId });
    expectOrder('the end', other.labels(since), ['thread/status/changed notLoaded', 'thread/closed']);
    await line.answers('thread/loaded/list', {}, { data: [watched] });
    await line.answers('thread/unsubscribe', { threadId }, { status: 'notLoaded' });
  },
});
