import { scenario } from '../../scenario.js';

export default scenario({
  id: 'resume/initial-page',
  requires: 'A thread can be resumed with a page of its turns instead of all of them.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['thread/resume'],
  script: { replies: ['one', 'two'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    const { id: last } = await bench.turn(line, threadId);
    await line.answersInTime('thread/turns/list', { threadId, limit: 1 }, { data: [{ id: last }] });
    await line.answers(
      'thread/resume',
      { threadId, excludeTurns: true, initialTurnsPage: { limit: 1, itemsView: 'notLoaded' } },
      { thread: { turns: [] }, initialTurnsPage: { data: [{ id: last, items: [] }] } },
    );
  },
});
