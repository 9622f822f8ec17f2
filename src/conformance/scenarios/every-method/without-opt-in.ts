import { loadProfile } from '../../../protocol/index.js';
import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { methodRows, offeredOf } from '../../support/every-method.js';

export default scenario({
  id: 'every-method/without-opt-in',
  requires: 'Every experimental method is refused by its name where the capability was not asked for.',
  source: 'app-server C.1',
  on: ['stdio', 'websocket'],
  timeoutMs: 60_000,
  async run(bench) {
    const line = await bench.connect({ capabilities: { experimentalApi: false } });
    const rows = await methodRows(loadProfile(bench.version));
    const gated = await offeredOf(
      line,
      rows.filter(({ isExperimental }) => isExperimental),
    );
    expectThat('there are experimental methods', gated.length > 0);
    for (const { method, params } of gated) {
      await line.refuses(method, params, {
        message: `${method} requires experimentalApi capability`,
        data: undefined,
      });
    }
  },
});
