import { scenario } from '../../scenario.js';

export default scenario({
  id: 'handshake/opt-out-is-per-connection',
  requires: 'Opting out concerns one connection and no other.',
  source: 'app-server C.1',
  on: ['websocket'],
  covers: ['thread/started'],
  async run(bench) {
    const [quiet, other] = [
      await bench.connect({ capabilities: { optOutNotificationMethods: ['thread/started'] } }),
      await bench.connect(),
    ];
    const threadId = await bench.startThread(quiet);
    await other.hears('thread/started', { thread: { id: threadId } });
    await quiet.quiet();
    quiet.hasNotHeard('thread/started');
  },
});
