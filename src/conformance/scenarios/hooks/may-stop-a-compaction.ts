import { expectOrder } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { trustHooks, writeHooks } from '../../support/hooks.js';

export default scenario({
  id: 'hooks/may-stop-a-compaction',
  requires:
    'A hook may stop a compaction before it begins: its turn is interrupted, and nothing is asked of the model.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['thread/compact/start', 'hook/completed'],
  prepare: (around) =>
    writeHooks(around, { PreCompact: `printf %s '{"continue":false,"stopReason":"keep it"}'` }),
  script: { replies: ['done'] },
  async run(bench) {
    const line = await bench.connect();
    await trustHooks(bench, line);
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    const since = line.mark();
    await line.call('thread/compact/start', { threadId });
    const entries = [{ kind: 'stop', text: 'keep it' }];
    await line.hears(
      'hook/completed',
      { run: { eventName: 'preCompact', status: 'stopped', entries } },
      since,
    );
    await line.hears('turn/completed', { threadId, turn: { status: 'interrupted' } }, since);
    expectOrder('the compaction', line.labels(since), [
      'turn/started',
      'hook/started',
      'hook/completed',
      'turn/completed interrupted',
    ]);
    line.hasNotHeard('item/started', { item: { type: 'contextCompaction' } }, since);
  },
});
