import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'framing/big-ids-are-exact',
  requires: 'An integer id above 2^53 comes back to the last digit.',
  source: 'oracle 1',
  async run(bench) {
    const line = await bench.connect();
    const since = line.mark();
    line.raw('{"id":9007199254740993,"method":"thread/loaded/list","params":{}}');
    // As every reader of JSON here sees it; other answers may come first.
    await line.answerTo(Number('9007199254740993'));
    expectThat(
      'the id is 9007199254740993',
      line.inbound(since).some(({ text }) => /"id":9007199254740993[,}]/.test(text)),
      line.labels(since),
    );
  },
});
