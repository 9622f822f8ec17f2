import { scenario } from '../../scenario.js';

export default scenario({
  id: 'framing/unasked-answers-are-ignored',
  requires: 'Answers to requests that the server never made are ignored.',
  source: 'oracle 1',
  breaks: ['answers-asked'],
  async run(bench) {
    const line = await bench.connect();
    line.send({ id: 4711, result: {} });
    line.send({ error: { code: -1, message: 'no' }, id: 'nobody' });
    await line.call('thread/loaded/list', {});
  },
});
