import { scenario } from '../../scenario.js';

export default scenario({
  id: 'failures/status-after-failure',
  requires: 'A thread whose turn failed reads as systemError until a turn succeeds.',
  source: 'app-server D.1',
  covers: ['thread/read', 'error'],
  script: { replies: [{ error: { status: 500, message: 'boom' } }, 'fine'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    await line.answers('thread/read', { threadId }, { thread: { status: { type: 'systemError' } } });
    await bench.turn(line, threadId);
    await line.answers('thread/read', { threadId }, { thread: { status: { type: 'idle' } } });
  },
});
