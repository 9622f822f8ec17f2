import { expectFits, is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'history/items',
  requires: 'The items of a thread come in pages with their turns, and each may be read by its id.',
  source: 'app-server H; measured',
  profiles: ['0.169.0'],
  covers: ['thread/items/list', 'thread/items/read'],
  script: { replies: ['an answer'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const { id: turnId } = await bench.turn(line, threadId, 'a question');
    const listed = await line.answersInTime(
      'thread/items/list',
      { threadId },
      {
        data: [
          { turnId, item: { type: 'userMessage', id: is.filled } },
          { turnId, item: { type: 'agentMessage', text: 'an answer' } },
        ],
      },
    );
    const { data } = listed as { data: { item: { id: string } }[] }; // just seen
    const itemIds = data.map(({ item }) => item.id);
    const read = await line.call('thread/items/read', { threadId, turnId, itemIds });
    expectFits('the items read', read, { data: is.lengthOf(2) });
    await line.refuses(
      'thread/items/read',
      { threadId, turnId, itemIds: [] },
      { message: 'itemIds must contain 1 to 100 IDs' },
    );
  },
});
