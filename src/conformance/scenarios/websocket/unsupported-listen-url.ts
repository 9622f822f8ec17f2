import { expectFits, expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'websocket/unsupported-listen-url',
  requires: 'A listen address of another kind ends the server with code 2.',
  source: 'app-server C.4',
  on: ['websocket'],
  args: () => ['--listen', 'http://127.0.0.1:0'],
  async run(bench) {
    const { process: child } = await bench.server();
    expectFits('the end', await child?.ended, { code: 2 });
    expectThat(
      'stderr says that it is unsupported',
      /unsupported --listen URL `http:\/\/127.0.0.1:0`/.test(child?.stderr ?? ''),
      child?.stderr,
    );
  },
});
