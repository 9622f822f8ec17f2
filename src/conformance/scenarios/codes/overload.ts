import { at } from '../../../util/peek.js';
import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';

const COUNT = 2000;
const SERVED = 100;

export default scenario({
  id: 'codes/overload',
  requires: 'A burst that is too much is refused with -32001, if at all, and the connection goes on.',
  source: 'app-server C.2, C.3',
  needs: ['home'],
  breaks: ['requests-answered'],
  async run(bench) {
    const line = await bench.connect();
    const since = line.mark();
    for (let count = 0; count < COUNT; count += 1) line.ask('thread/loaded/list', {});
    const answers = (): unknown[] => line.inbound(since).map(({ value }) => value);
    // How many more are answered is up to the server and its machine.
    while (answers().filter((one) => at(one, 'result') !== undefined).length < SERVED) await line.quiet();
    await line.quiet();
    for (const refusal of answers().filter((one) => at(one, 'error') !== undefined))
      expectFits('the refusal', refusal, {
        error: { code: -32001, message: 'Server overloaded; retry later.' },
      });
    await line.call('thread/loaded/list', {});
  },
});
