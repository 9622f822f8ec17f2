import { textAt } from '../../../util/peek.js';
import { expectFits, expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'framing/trace',
  requires:
    'A trace beside the params is taken and not echoed; one of the wrong type makes the frame no message.',
  source: 'app-server C.6',
  breaks: ['requests-answered'],
  async run(bench) {
    const line = await bench.connect();
    line.send({
      id: 't1',
      method: 'thread/loaded/list',
      params: {},
      trace: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', tracestate: null },
    });
    expectFits('the answer', await line.answerTo('t1'), { result: {}, trace: undefined });
    const since = line.mark();
    line.send({ id: 't2', method: 'thread/loaded/list', params: {}, trace: { traceparent: 7 } });
    await line.call('thread/loaded/list', {});
    await line.quiet();
    expectThat(
      'the frame with the wrong trace got no answer',
      !line.inbound(since).some(({ value }) => textAt(value, 'id') === 't2'),
    );
  },
});
