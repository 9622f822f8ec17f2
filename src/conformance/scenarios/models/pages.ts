import { textAt } from '../../../util/peek.js';
import { expectThat, is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'models/pages',
  requires: 'The cursor of models is a decimal offset; what is none, or lies beyond the end, is refused.',
  source: 'app-server A.5',
  covers: ['model/list'],
  async run(bench) {
    const line = await bench.connect();
    const first = await line.answers('model/list', { limit: 2 }, { data: is.lengthOf(2), nextCursor: '2' });
    const second = await line.answers('model/list', { limit: 1, cursor: '2' }, { data: is.lengthOf(1) });
    expectThat('it goes on', textAt(first, 'data', 1, 'id') !== textAt(second, 'data', 0, 'id'));
    await line.refuses('model/list', { cursor: 'bogus' }, { message: 'invalid cursor: bogus' });
    await line.refuses('model/list', { cursor: '999' }, { message: /^cursor 999 exceeds total models \d+$/ });
  },
});
