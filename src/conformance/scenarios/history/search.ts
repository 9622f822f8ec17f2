import { scenario } from '../../scenario.js';

export default scenario({
  id: 'history/search',
  requires: 'A word is found in the threads that hold it, and where it stands in one of them.',
  source: 'app-server H; measured',
  profiles: ['0.169.0'],
  covers: ['thread/search', 'thread/searchOccurrences'],
  script: { replies: ['hi', 'hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const { id: turnId } = await bench.turn(line, threadId, 'two needles');
    await line.answersInTime(
      'thread/searchOccurrences',
      { threadId, searchTerm: 'Needle' },
      { data: [{ turnId, snippet: 'two needles', snippetMatchRange: { start: 4, end: 10 } }] },
    );
    await line.answersInTime(
      'thread/search',
      { searchTerm: 'needle' },
      { data: [{ thread: { id: threadId } }] },
    );
    await line.answers(
      'thread/search',
      { searchTerm: 'nowhere-to-be-found' },
      { data: [], nextCursor: null },
    );
  },
});
