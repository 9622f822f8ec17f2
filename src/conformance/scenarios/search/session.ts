import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'search/session',
  requires:
    'A search session answers at once and tells what it finds; an unknown one cannot be updated, but stopped.',
  source: 'app-server A.5',
  needs: ['home'],
  covers: [
    'fuzzyFileSearch/sessionStart',
    'fuzzyFileSearch/sessionUpdate',
    'fuzzyFileSearch/sessionStop',
    'fuzzyFileSearch/sessionUpdated',
    'fuzzyFileSearch/sessionCompleted',
  ],
  async run(bench) {
    bench.write('needle.txt', '');
    const line = await bench.connect();
    await line.answers('fuzzyFileSearch/sessionStart', { sessionId: 's', roots: [bench.cwd] }, {});
    await line.answers('fuzzyFileSearch/sessionUpdate', { sessionId: 's', query: 'needle' }, {});
    await line.hears('fuzzyFileSearch/sessionUpdated', {
      sessionId: 's',
      query: 'needle',
      files: is.listWith({ path: 'needle.txt' }),
    });
    await line.hears('fuzzyFileSearch/sessionCompleted', { sessionId: 's' });
    await line.answers('fuzzyFileSearch/sessionStop', { sessionId: 's' }, {});
    await line.refuses(
      'fuzzyFileSearch/sessionUpdate',
      { sessionId: 's', query: 'x' },
      { message: 'fuzzy file search session not found: s' },
    );
    await line.refuses(
      'fuzzyFileSearch/sessionStart',
      { sessionId: '', roots: [] },
      { message: 'sessionId must not be empty' },
    );
    await line.answers('fuzzyFileSearch/sessionStop', { sessionId: 'nobody' }, {});
  },
});
