import { scenario } from '../../scenario.js';

export default scenario({
  id: 'subscriptions/never-subscribed',
  requires: 'Unsubscribing from what one is not subscribed to says so.',
  source: 'oracle 3',
  on: ['websocket'],
  covers: ['thread/unsubscribe'],
  async run(bench) {
    const [line, other] = [await bench.connect(), await bench.connect()];
    const threadId = await bench.startThread(line);
    await other.answers('thread/unsubscribe', { threadId }, { status: 'notSubscribed' });
    await other.answers(
      'thread/unsubscribe',
      { threadId: '019a0000-0000-7000-8000-000000000000' },
      { status: 'notLoaded' },
    );
  },
});
