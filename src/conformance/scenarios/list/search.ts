import { scenario } from '../../scenario.js';

export default scenario({
  id: 'list/search',
  requires: 'A search term chooses threads whose title holds it.',
  source: 'app-server E.4',
  covers: ['thread/list'],
  script: { replies: ['a', 'b'] },
  async run(bench) {
    const line = await bench.connect();
    for (const text of ['find the needle', 'only hay'])
      await bench.turn(line, await bench.startThread(line), text);
    const found = { data: [{ preview: 'find the needle' }] };
    await line.answersInTime('thread/list', { searchTerm: 'needle' }, found);
    await line.answers('thread/list', { searchTerm: 'nothing' }, { data: [] });
  },
});
