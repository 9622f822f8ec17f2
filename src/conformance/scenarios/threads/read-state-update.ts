import { textAt } from '../../../util/peek.js';
import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/read-state-update',
  requires: 'A thread is marked read and unread by whoever knows its latest state, and everyone is told.',
  source: 'app-server H; measured',
  profiles: ['0.169.0'],
  covers: ['thread/readState/update', 'thread/readState/changed'],
  script: { replies: ['hello'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    const unread = await line.hears('thread/readState/changed', { threadId });
    const revision = textAt(unread, 'readState', 'revision');
    const since = line.mark();
    const read = await line.answers(
      'thread/readState/update',
      { threadId, operation: { type: 'read' }, expectedRevision: revision },
      { readState: { firstUnread: null, revision: is.uuid } },
    );
    await line.hears('thread/readState/changed', { threadId, readState: { firstUnread: null } }, since);
    await line.answers(
      'thread/readState/update',
      { threadId, operation: { type: 'unread' }, expectedRevision: textAt(read, 'readState', 'revision') },
      { readState: { firstUnread: is.present } },
    );
  },
});
