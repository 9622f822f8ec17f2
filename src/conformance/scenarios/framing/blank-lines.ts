import { expectFits, is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'framing/blank-lines',
  requires: 'Blank lines and a trailing carriage return are no trouble.',
  source: 'oracle 1',
  async run(bench) {
    const line = await bench.connect();
    line.raw('');
    line.raw('   ');
    line.raw('{"id":60,"method":"thread/loaded/list","params":{}}\r');
    expectFits('the answer', await line.answerTo(60), { result: { data: is.list } });
  },
});
