import { scenario } from '../../scenario.js';

export default scenario({
  id: 'list/sort-key',
  requires: 'Threads are sorted by their creation, or on request by their last change.',
  source: 'app-server E.4',
  covers: ['thread/list'],
  script: { replies: ['a', 'b', 'c'] },
  async run(bench) {
    const line = await bench.connect();
    const first = await bench.startThread(line);
    await bench.turn(line, first, 'one');
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const second = await bench.startThread(line);
    await bench.turn(line, second, 'two');
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await bench.turn(line, first, 'three');
    await line.answers('thread/list', { sortKey: 'created_at' }, { data: [{ id: second }, { id: first }] });
    await line.answers('thread/list', { sortKey: 'updated_at' }, { data: [{ id: first }, { id: second }] });
  },
});
