import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/approved-plan',
  requires: 'A plan that a person approved is kept for the model, and what to ask it is answered.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['thread/prepareApprovedPlan'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const prepare = 'thread/prepareApprovedPlan';
    await line.refuses(prepare, { threadId, markdown: '' }, { message: 'The approved plan is empty.' });
    await line.answers(prepare, { threadId, markdown: '# Plan' }, { prompt: 'Implement the plan.' });
  },
});
