import { textAt } from '../../../util/peek.js';
import { expectSame } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'framing/same-id-twice',
  requires: 'Two requests with the same id are both answered.',
  source: 'oracle 1',
  breaks: ['ids-reused', 'answers-asked'],
  async run(bench) {
    const line = await bench.connect();
    const since = line.mark();
    for (let count = 0; count < 2; count += 1)
      line.send({ id: 'same', method: 'thread/loaded/list', params: {} });
    await line.call('account/read', {});
    await line.quiet();
    expectSame(
      'answers',
      line.inbound(since).filter(({ value }) => textAt(value, 'id') === 'same').length,
      2,
    );
  },
});
