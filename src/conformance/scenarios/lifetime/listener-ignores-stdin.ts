import { scenario } from '../../scenario.js';

export default scenario({
  id: 'lifetime/listener-ignores-stdin',
  requires: 'A listener does not care for the end of its standard input.',
  source: 'oracle 10',
  on: ['websocket'],
  needs: ['process'],
  async run(bench) {
    const line = await bench.connect();
    const { process: child } = await bench.server();
    child?.endInput();
    await line.quiet();
    await line.call('thread/loaded/list', {});
  },
});
