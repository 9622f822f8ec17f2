import { scenario } from '../../scenario.js';

export default scenario({
  id: 'config/batch-write',
  requires: 'config/batchWrite writes all edits at once, and none is no trouble.',
  source: 'app-server A.5',
  needs: ['home'],
  covers: ['config/batchWrite', 'config/read'],
  async run(bench) {
    const line = await bench.connect();
    await line.answers(
      'config/batchWrite',
      {
        edits: [
          { keyPath: 'model', value: 'a', mergeStrategy: 'replace' },
          { keyPath: 'model_reasoning_effort', value: 'low', mergeStrategy: 'upsert' },
        ],
      },
      { status: 'ok' },
    );
    await line.answers('config/read', {}, { config: { model: 'a', model_reasoning_effort: 'low' } });
    await line.answers('config/batchWrite', { edits: [] }, { status: 'ok' });
  },
});
