import { scenario } from '../../scenario.js';

export default scenario({
  id: 'handshake/opt-out',
  requires: 'Notifications that a client opted out of do not reach it; unknown names are ignored.',
  source: 'app-server C.1',
  covers: ['thread/start'],
  async run(bench) {
    const line = await bench.connect({
      capabilities: { optOutNotificationMethods: ['thread/started', 'no/such/name'] },
    });
    await bench.startThread(line);
    await line.quiet();
    line.hasNotHeard('thread/started');
  },
});
