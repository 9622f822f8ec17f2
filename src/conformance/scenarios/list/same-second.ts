import { at } from '../../../util/peek.js';
import { expectSame } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { writeThreads } from '../../support/stored-threads.js';

let ids: string[] = [];

export default scenario({
  id: 'list/same-second',
  requires: 'Threads of the same second are listed by their ids, the greatest first.',
  source: 'app-server E.4',
  needs: ['home'],
  covers: ['thread/list'],
  script: {},
  prepare({ home }) {
    ids = Array.from({ length: 4 }, () => writeThreads(home, 1)).flat();
  },
  async run(bench) {
    const line = await bench.connect();
    const { data } = (await line.call('thread/list', {})) as { data: readonly unknown[] };
    expectSame(
      'the order',
      data.map((one) => at(one, 'id')),
      [...ids].sort().reverse(),
    );
  },
});
