import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'lifetime/threads-outlive-connections',
  requires: 'Threads stay loaded when the last connection is gone.',
  source: 'app-server C.5',
  on: ['websocket'],
  covers: ['thread/loaded/list'],
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.close();
    const other = await bench.connect();
    await other.answers('thread/loaded/list', {}, { data: is.listWith(threadId) });
  },
});
