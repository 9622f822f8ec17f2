import { scenario } from '../../scenario.js';

export default scenario({
  id: 'legacy/git-diff-to-remote',
  requires: 'Where no repository with a remote is, there is no difference to it.',
  source: 'measured',
  covers: ['gitDiffToRemote'],
  async run(bench) {
    await (await bench.connect()).refuses(
      'gitDiffToRemote',
      { cwd: '/no/such/folder' },
      { message: 'failed to compute git diff to remote for cwd: "/no/such/folder"' },
    );
  },
});
