import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { writeThreads } from '../../support/stored-threads.js';

export default scenario({
  id: 'list/sources',
  requires: 'Without sources, threads of the terminal and of editors are listed; others on request.',
  source: 'app-server E.4',
  needs: ['home'],
  covers: ['thread/list'],
  prepare({ home }) {
    writeThreads(home, 1, { source: 'cli' });
    writeThreads(home, 1, { source: 'vscode', day: '02' });
    writeThreads(home, 1, { source: 'exec', day: '03' });
  },
  async run(bench) {
    const line = await bench.connect();
    await line.answers('thread/list', {}, { data: is.lengthOf(2) });
    await line.answers('thread/list', { sourceKinds: [] }, { data: is.lengthOf(2) });
    await line.answers('thread/list', { sourceKinds: ['exec'] }, { data: [{ source: 'exec' }] });
    await line.refuses(
      'thread/list',
      { sourceKinds: ['weird'] },
      { message: /^Invalid request: unknown variant `weird`/ },
    );
  },
});
