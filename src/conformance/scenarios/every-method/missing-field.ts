import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { refusesAll, withoutMembers } from '../../support/every-method.js';

export default scenario({
  id: 'every-method/missing-field',
  requires: 'A member that is missing is named in the refusal, whatever the method.',
  source: 'app-server C.1',
  on: ['stdio', 'websocket'],
  timeoutMs: 60_000,
  async run(bench) {
    const line = await bench.connect();
    const asked = await refusesAll(bench, line, withoutMembers);
    expectThat('most methods need something', asked > 80, asked);
  },
});
