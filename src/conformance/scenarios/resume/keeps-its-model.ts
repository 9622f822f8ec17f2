import { scenario } from '../../scenario.js';

export default scenario({
  id: 'resume/keeps-its-model',
  requires:
    'A stored thread goes on with the model and effort of its last turn, unless the resume names others.',
  source: 'app-server D.6',
  needs: ['home'],
  covers: ['thread/resume'],
  script: { replies: [{ text: 'hi', times: 'always' }] },
  async run(bench) {
    const first = await bench.connect();
    const threadId = await bench.startThread(first);
    const settings = { model: 'gpt-5.2', effort: 'low' };
    await bench.turn(first, threadId, 'hello', settings);
    for (const [params, expected] of [
      [{}, { model: 'gpt-5.2', reasoningEffort: 'low' }],
      [{ model: 'gpt-5.4' }, { model: 'gpt-5.4' }],
    ] as const) {
      await bench.restart();
      const line = await bench.connect();
      await line.answers('thread/resume', { threadId, ...params }, expected);
    }
  },
});
