import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/feedback-refusals',
  requires: 'Feedback about a thread that cannot be, or for a file without a place, is refused.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['feedback/save'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const classification = 'bug';
    await line.refuses(
      'feedback/save',
      { savePath: 'relative', classification },
      { message: 'feedback savePath must be an absolute host path' },
    );
    await line.refuses(
      'feedback/save',
      { savePath: `${bench.cwd}/feedback.zip`, classification, threadId: 'x' },
      { message: /^invalid thread id: / },
    );
  },
});
