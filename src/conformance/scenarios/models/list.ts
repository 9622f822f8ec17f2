import { at, listAt } from '../../../util/peek.js';
import { expectSame, expectThat, is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'models/list',
  requires:
    'model/list gives the models that are shown, one of them the default, and all of them on request.',
  source: 'oracle 2',
  covers: ['model/list'],
  async run(bench) {
    const line = await bench.connect();
    const shown = await line.answers('model/list', {}, { data: is.nonEmptyList, nextCursor: null });
    const all = await line.answers('model/list', { includeHidden: true }, { data: is.nonEmptyList });
    expectThat('there are hidden ones', listAt(all, 'data').length > listAt(shown, 'data').length);
    expectSame(
      'defaults',
      listAt(shown, 'data').filter((model) => at(model, 'isDefault') === true).length,
      1,
    );
  },
});
