import { textAt } from '../../../util/peek.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'filing/sections',
  requires: 'Threads can be filed in sections of the home, in an order of their own.',
  source: 'measured on 0.169.0',
  profiles: ['0.169.0'],
  covers: [
    'threadSection/list',
    'threadSection/create',
    'threadSection/update',
    'threadSection/delete',
    'thread/section/move',
    'thread/section/changed',
  ],
  script: { replies: [{ text: 'hi', times: 'always' }] },
  async run(bench) {
    const line = await bench.connect();
    const first = await bench.startThread(line);
    await bench.turn(line, first);
    const second = await bench.startThread(line);
    await bench.turn(line, second);
    await line.refuses(
      'threadSection/create',
      { name: ' ' },
      { code: -32602, message: 'section name must not be empty' },
    );
    const created = await line.answers(
      'threadSection/create',
      { name: ' Mine ' },
      { section: { name: 'Mine' } },
    );
    const sectionId = textAt(created, 'section', 'id');
    await line.answers('threadSection/list', {}, { data: [{ name: 'Pinned' }, { id: sectionId }] });
    await line.answers('thread/section/move', { threadId: first, sectionId }, {});
    await line.hears('thread/section/changed', { threadId: first, sectionId });
    await line.answers('thread/section/move', { threadId: second, sectionId, beforeThreadId: first }, {});
    await line.answersInTime(
      'thread/list',
      { sectionId, sortKey: 'section_position' },
      { data: [{ id: second, section: { name: 'Mine' } }, { id: first }] },
    );
    await line.refuses(
      'thread/section/move',
      { threadId: first, sectionId: 'no such' },
      { message: 'section no such does not exist' },
    );
    await line.answers('threadSection/update', { sectionId, name: 'New' }, { section: { name: 'New' } });
    await line.answers('threadSection/delete', { sectionId }, {});
    await line.answers('thread/read', { threadId: first }, { thread: { section: null } });
  },
});
