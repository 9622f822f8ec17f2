import { scenario } from '../../scenario.js';

export default scenario({
  id: 'handshake/opt-out-spares-answers',
  requires: 'Opting out never silences answers, errors or requests of the server.',
  source: 'app-server C.1',
  covers: ['thread/start', 'thread/read'],
  async run(bench) {
    const line = await bench.connect({
      capabilities: { optOutNotificationMethods: ['thread/start', 'thread/read', 'error'] },
    });
    const threadId = await bench.startThread(line);
    await line.answers('thread/read', { threadId }, { thread: { id: threadId } });
    await line.refuses('turn/start', { threadId: 'x', input: [] }, { message: /^invalid thread id: / });
  },
});
