import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'websocket/one-document-a-frame',
  requires: 'Two documents in one frame get no answer, and the connection lives.',
  source: 'oracle 10',
  on: ['websocket'],
  breaks: ['requests-answered'],
  async run(bench) {
    const line = await bench.connect();
    const since = line.mark();
    line.raw(
      '{"id":71,"method":"thread/loaded/list","params":{}}{"id":72,"method":"thread/loaded/list","params":{}}',
    );
    await line.call('thread/loaded/list', {});
    expectThat(
      'only the third was answered',
      line.labels(since).filter((label) => label.startsWith('answer')).length === 1,
      line.labels(since),
    );
  },
});
