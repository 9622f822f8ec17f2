import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'search/fuzzy',
  requires:
    'fuzzyFileSearch finds files by their letters, in snake case; an empty query finds none, a blank one all.',
  source: 'oracle 11',
  needs: ['home'],
  covers: ['fuzzyFileSearch'],
  async run(bench) {
    bench.write('needle.txt', '');
    bench.write('hay.md', '');
    const line = await bench.connect();
    await line.answers(
      'fuzzyFileSearch',
      { query: 'ndl', roots: [bench.cwd] },
      {
        files: [
          {
            root: bench.cwd,
            path: 'needle.txt',
            file_name: 'needle.txt',
            match_type: 'file',
            score: is.integer,
            indices: is.anything,
          },
        ],
      },
    );
    await line.answers('fuzzyFileSearch', { query: '', roots: [bench.cwd] }, { files: [] });
    const all = ['', 'hay.md', 'needle.txt'].map((path) => ({ path, score: 0 }));
    await line.answers('fuzzyFileSearch', { query: ' ', roots: [bench.cwd] }, { files: all });
  },
});
