import { scenario } from '../../scenario.js';

export default scenario({
  id: 'resume/unknown',
  requires: 'What is not stored cannot be resumed.',
  source: 'app-server A.2',
  covers: ['thread/resume'],
  async run(bench) {
    const line = await bench.connect();
    const nobody = '019a0000-0000-7000-8000-000000000000';
    await line.refuses(
      'thread/resume',
      { threadId: nobody },
      { message: `no rollout found for thread id ${nobody}` },
    );
  },
});
