import { expectOrder } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { trustHooks, writeHooks } from '../../support/hooks.js';

export default scenario({
  id: 'hooks/session-end',
  requires: 'Hooks of the end of a session run before its thread is unloaded, and keep nobody from it.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['hook/completed', 'thread/archive', 'thread/status/changed'],
  prepare: (around) => writeHooks(around, { SessionEnd: 'echo no >&2; exit 2' }),
  script: { replies: ['done'] },
  async run(bench) {
    const line = await bench.connect();
    await trustHooks(bench, line);
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    const since = line.mark();
    await line.call('thread/archive', { threadId });
    const run = { eventName: 'sessionEnd', scope: 'thread', status: 'failed' };
    await line.hears('hook/completed', { threadId, run }, since);
    await line.hears('thread/archived', { threadId }, since);
    expectOrder('the end', line.labels(since), ['hook/started', 'hook/completed', 'thread/archived']);
  },
});
