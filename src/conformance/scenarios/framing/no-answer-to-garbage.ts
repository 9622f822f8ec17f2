import { expectSame } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'framing/no-answer-to-garbage',
  requires: 'What is no message gets no answer, and the connection lives.',
  source: 'oracle 1',
  on: ['stdio', 'websocket'],
  async run(bench) {
    const line = await bench.connect();
    const since = line.mark();
    for (const text of [
      '{',
      '7',
      '"text"',
      '[]',
      '[{"id":50,"method":"thread/loaded/list","params":{}}]',
      '{}',
      '{"id":51}',
      'null',
    ])
      line.raw(text);
    await line.call('thread/loaded/list', {});
    await line.quiet();
    expectSame(
      'what came',
      line.labels(since).filter((label) => /^(answer|refusal)/.test(label)),
      ['answer thread/loaded/list'],
    );
  },
});
