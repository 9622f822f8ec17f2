import { expectFits, expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'websocket/bad-listen-url',
  requires: 'A listen address that is none ends the server with code 2 and says what is wrong.',
  source: 'app-server C.4',
  on: ['websocket'],
  args: () => ['--listen', 'ws://localhost:0'],
  async run(bench) {
    const { process: child } = await bench.server();
    expectFits('the end', await child?.ended, { code: 2 });
    expectThat(
      'stderr says what was expected',
      /expected `ws:\/\/IP:PORT`/.test(child?.stderr ?? ''),
      child?.stderr,
    );
  },
});
