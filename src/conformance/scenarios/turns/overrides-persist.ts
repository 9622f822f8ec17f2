import { textAt } from '../../../util/peek.js';
import { expectSame } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'turns/overrides-persist',
  requires: 'Settings given to a turn hold for the turns that follow.',
  source: 'app-server A.3',
  covers: ['turn/start'],
  script: { replies: ['a', 'b'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const model = bench.isOld ? 'gpt-5.2' : 'gpt-5.4';
    await bench.turn(line, threadId, 'one', { model });
    await bench.turn(line, threadId, 'two');
    const models = bench.backend.requests
      .filter(({ path: where }) => where.endsWith('/responses'))
      .map(({ body }) => textAt(body, 'model'));
    expectSame('the models asked', models, [model, model]);
  },
});
