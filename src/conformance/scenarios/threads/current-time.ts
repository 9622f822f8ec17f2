import { at } from '../../../util/peek.js';
import { expectFits, expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { modelRead } from '../../support/turn-steps.js';

export default scenario({
  id: 'threads/current-time',
  requires: 'With a clock outside, the client is asked for the time before the model is.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['currentTime/read'],
  script: { replies: ['hello'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, {
      config: {
        'features.current_time_reminder.enabled': true,
        'features.current_time_reminder.clock_source': 'external',
      },
    });
    await bench.startTurn(line, threadId);
    // How often it is asked is up to the server.
    const answered = new Set<unknown>();
    while (!line.labels().some((label) => label.startsWith('turn/completed'))) {
      for (const { kind, value } of line.inbound()) {
        const id = at(value, 'id');
        if (kind !== 'request' || answered.has(id)) continue;
        answered.add(id);
        expectFits('the request', value, { method: 'currentTime/read', params: { threadId } });
        line.send({ id, result: { currentTimeAt: 1_000_000_000 } });
      }
      await line.quiet(20);
    }
    expectThat('the model is told the time', modelRead(bench, '2001-09-09'));
  },
});
