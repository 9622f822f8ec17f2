import { scenario } from '../../scenario.js';

export default scenario({
  id: 'turns/rate-limits',
  requires: 'Limits that the model reports in its headers are told to the subscribers.',
  source: 'app-server B.2',
  covers: ['account/rateLimits/updated'],
  script: {
    replies: [
      {
        text: 'hi',
        rateLimits: { primary: { usedPercent: 42, windowMinutes: 300, resetsAt: 1_999_999_999 } },
      },
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    await bench.turn(line, await bench.startThread(line));
    await line.hears('account/rateLimits/updated', {
      rateLimits: {
        limitId: 'codex',
        primary: { usedPercent: 42, windowDurationMins: 300, resetsAt: 1_999_999_999 },
      },
    });
  },
});
