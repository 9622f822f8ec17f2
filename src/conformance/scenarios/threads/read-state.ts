import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/read-state',
  requires: 'A turn that ends leaves the thread unread from that turn on, and says so.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['thread/readState/changed'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const { id } = await bench.turn(line, threadId);
    await line.hears('thread/readState/changed', {
      threadId,
      readState: { firstUnread: { type: 'turn', turnId: id }, revision: is.uuid },
    });
  },
});
