import path from 'node:path';
import { expectFits, expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'auth/missing-token-file',
  requires: 'A token file that cannot be read keeps the server from starting.',
  source: 'app-server C.4',
  on: ['websocket'],
  args: ({ home }) => ['--ws-auth', 'capability-token', '--ws-token-file', path.join(home.root, 'nowhere')],
  async run(bench) {
    const { process: child } = await bench.server();
    expectFits('the end', await child?.ended, { code: 1 });
    expectThat(
      'stderr says why',
      /failed to read websocket auth secret/.test(child?.stderr ?? ''),
      child?.stderr,
    );
  },
});
