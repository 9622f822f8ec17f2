import { expectSame } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'framing/strange-ids-get-no-answer',
  requires: 'A request whose id is a fraction, null, an object, or missing is no request and gets no answer.',
  source: 'oracle 1',
  breaks: ['requests-answered', 'answers-asked'],
  async run(bench) {
    const line = await bench.connect();
    const since = line.mark();
    for (const id of ['1.5', 'null', '{}', '99999999999999999999'])
      line.raw(`{"id":${id},"method":"thread/loaded/list","params":{}}`);
    line.raw('{"method":"thread/loaded/list","params":{}}');
    await line.call('thread/loaded/list', {});
    await line.quiet();
    expectSame('answers', line.labels(since).filter((label) => /^(answer|refusal)/.test(label)).length, 1);
  },
});
