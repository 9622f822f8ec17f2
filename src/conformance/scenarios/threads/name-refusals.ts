import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/name-refusals',
  requires: 'A blank name and an unknown thread are refused.',
  source: 'app-server A.2',
  covers: ['thread/name/set'],
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.refuses(
      'thread/name/set',
      { threadId, name: ' \n ' },
      { message: 'thread name must not be empty' },
    );
    const nobody = '019a0000-0000-7000-8000-000000000000';
    await line.refuses(
      'thread/name/set',
      { threadId: nobody, name: 'x' },
      { message: /^(thread not found|no rollout found for thread id)/ },
    );
  },
});
