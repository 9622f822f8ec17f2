import { at } from '../../../util/peek.js';
import { expectSame } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'turns/output-schema',
  requires: 'An output schema is asked of the model in its turn, and not in the next.',
  source: 'app-server A.3',
  covers: ['turn/start'],
  script: { replies: ['{"a":1}', 'b'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const outputSchema = {
      type: 'object',
      properties: { a: { type: 'number' } },
      required: ['a'],
      additionalProperties: false,
    };
    await bench.turn(line, threadId, 'one', { outputSchema });
    await bench.turn(line, threadId, 'two');
    const formats = bench.backend.requests
      .filter(({ path: where }) => where.endsWith('/responses'))
      .map(({ body }) => at(body, 'text', 'format', 'schema') ?? null);
    expectSame('the schemas asked', formats, [outputSchema, null]);
  },
});
