import { textAt } from '../../../util/peek.js';
import { expectFits, expectOrder, expectThat, is } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { hookTables, trustHooks, writeHooks } from '../../support/hooks.js';
import { modelRead } from '../../support/turn-steps.js';

export default scenario({
  id: 'hooks/runs-are-told',
  requires:
    'Each run of a hook is told from its start to its end, and what it prints to a prompt goes to the model.',
  source: 'measured',
  needs: ['home'],
  covers: ['hook/started', 'hook/completed'],
  configTables: hookTables,
  prepare: (around) => writeHooks(around, { UserPromptSubmit: 'echo from the hook', Stop: 'exit 3' }),
  script: { replies: ['done'] },
  async run(bench) {
    const line = await bench.connect();
    await trustHooks(bench, line);
    const threadId = await bench.startThread(line);
    const { id: turnId, since } = await bench.turn(line, threadId);
    expectOrder('the turn', line.labels(since), [
      'turn/started',
      'hook/started',
      'hook/completed',
      'hook/started',
      'hook/completed',
      'turn/completed completed',
    ]);
    for (const [eventName, status, entries] of [
      ['userPromptSubmit', 'completed', [{ kind: 'context', text: 'from the hook' }]],
      ['stop', 'failed', is.nonEmptyList],
    ] as const) {
      const run = { eventName, handlerType: 'command', scope: 'turn' };
      const started = await line.hears('hook/started', { threadId, turnId, run }, since);
      const id = textAt(started, 'run', 'id');
      const completed = await line.hears('hook/completed', { threadId, turnId, run: { ...run, id } }, since);
      expectFits(`the run of ${eventName}`, completed, { run: { status, entries } });
    }
    expectThat('the model read what the hook printed', modelRead(bench, 'from the hook'));
  },
});
