import { scenario } from '../../scenario.js';

export default scenario({
  id: 'turns/no-raw-items',
  requires: 'Raw events come to nobody who did not ask for them.',
  source: 'app-server B.2',
  covers: ['turn/completed'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    await bench.turn(line, await bench.startThread(line));
    await line.quiet();
    line.hasNotHeard('rawResponseItem/completed');
    line.hasNotHeard('rawResponse/completed');
  },
});
