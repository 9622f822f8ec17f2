import { scenario } from '../../scenario.js';

export default scenario({
  id: 'resume/empty-history',
  requires: 'A resume from an empty history is refused.',
  source: 'app-server A.2',
  covers: ['thread/resume'],
  async run(bench) {
    const line = await bench.connect();
    await line.refuses(
      'thread/resume',
      { threadId: '019a0000-0000-7000-8000-000000000000', history: [] },
      { message: 'history must not be empty' },
    );
  },
});
