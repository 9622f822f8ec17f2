import { scenario } from '../../scenario.js';

export default scenario({
  id: 'review/refusals',
  requires: 'A review needs a branch, a commit or instructions that are not blank.',
  source: 'app-server A.3',
  covers: ['review/start'],
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.refuses(
      'review/start',
      { threadId, target: { type: 'baseBranch', branch: ' ' } },
      { message: 'branch must not be empty' },
    );
    await line.refuses(
      'review/start',
      { threadId, target: { type: 'commit', sha: ' ' } },
      { message: 'sha must not be empty' },
    );
    await line.refuses(
      'review/start',
      { threadId, target: { type: 'custom', instructions: ' ' } },
      { message: 'instructions must not be empty' },
    );
  },
});
