import { expectSame, expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'websocket/banner',
  requires: 'A server that listens says where, and where its probes are, on stderr; stdout stays empty.',
  source: 'app-server C.4',
  on: ['websocket'],
  needs: ['process'],
  async run(bench) {
    const { url, process: child } = await bench.server();
    // It may come in pieces.
    await (await bench.connect()).quiet();
    const address = url?.replace('ws://', '') ?? '';
    for (const words of [
      'codex app-server (WebSockets)',
      `listening on: ${url}`,
      `readyz: http://${address}/readyz`,
      `healthz: http://${address}/healthz`,
    ])
      expectThat(`stderr says ${words}`, child?.stderr.includes(words) === true, child?.stderr);
    expectSame('stdout', child?.stdout, '');
  },
});
